/// Kernels run by walking them: the meaning of Kernel IR made executable, with every access checked and, on request, every race found.
/// Shares no code with the backends' emitters and is never fast enough to be chosen over one. Start at [Interpreter]; [ScalarEvaluator] is
/// the small part for sizes.
package dev.tulle.kernel.interpret;
