/// Kernels as OpenCL C on any OpenCL device, through the system's loader. Knows no plan and no model, and never copies between host and
/// device but where a caller reads or writes. Start at [OpenClBackend]; [DeviceFacts] says which devices can be used, [CommandQueue] talks
/// to one.
package dev.tulle.opencl;
