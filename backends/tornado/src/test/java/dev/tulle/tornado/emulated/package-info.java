/// An emulated TornadoVM: the part of its API that the backend calls, under another package name, over the OpenCL driver of this machine. It behaves as TornadoVM
/// 5.2 does, good and bad, so that the backend's way to a device is tested where there is no SDK: it reads a prebuilt kernel's file, hands it four arguments of
/// its own and then arrays with a header, keeps buffers by graph, hands them on only from the graph that was carried out last, prints what OpenCL says and goes on.
/// It is not a mock: nothing of the backend is replaced, and every kernel is compiled and run. Start at
/// [dev.tulle.tornado.emulated.TornadoExecutionPlan].
package dev.tulle.tornado.emulated;
