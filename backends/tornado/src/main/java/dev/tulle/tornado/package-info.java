/// Kernels as OpenCL C, launched by TornadoVM as prebuilt tasks of its task graphs, so that an application that lives in TornadoVM shares its arrays. Calls
/// TornadoVM through method handles alone and compiles, packages and tests without it. Start at [TornadoBackend]; [FindTornado] says what has to be there,
/// [LaunchChain] how launches become task graphs.
package dev.tulle.tornado;
