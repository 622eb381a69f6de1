/// Kernels as CUDA C on GPUs of NVIDIA, through the driver API: machine code that `nvcc` made ahead of time, else what NVRTC makes when a
/// kernel is loaded. Knows no plan and no model, and without a driver only says so. Start at [CudaBackend]; [DriverLibrary] says what is
/// missing on a machine, [CommandStream] talks to one GPU, [LaunchShape] and [PackArguments] are the arithmetic of a launch.
package dev.tulle.cuda;
