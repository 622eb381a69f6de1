package dev.tulle.cuda;

import static org.bytedeco.cuda.global.cudart.*;

import dev.tulle.kernel.device.DeviceException;
import java.util.Set;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/// What the numbers mean that functions of the driver return.
final class DriverStatus {
  /// After these the driver answers every call with the same error: what was on the GPU is lost.
  private static final Set<Integer> FATAL = Set.of(
      CUDA_ERROR_ECC_UNCORRECTABLE, CUDA_ERROR_NVLINK_UNCORRECTABLE, CUDA_ERROR_CONTAINED, CUDA_ERROR_ILLEGAL_ADDRESS,
      CUDA_ERROR_LAUNCH_TIMEOUT, CUDA_ERROR_CONTEXT_IS_DESTROYED, CUDA_ERROR_ASSERT, CUDA_ERROR_HARDWARE_STACK_ERROR,
      CUDA_ERROR_ILLEGAL_INSTRUCTION, CUDA_ERROR_MISALIGNED_ADDRESS, CUDA_ERROR_INVALID_ADDRESS_SPACE, CUDA_ERROR_INVALID_PC,
      CUDA_ERROR_LAUNCH_FAILED, CUDA_ERROR_DEINITIALIZED, CUDA_ERROR_DEVICE_UNAVAILABLE, CUDA_ERROR_UNKNOWN);

  /// A driver does not take machine code: it is for another GPU, from a later toolkit, or damaged.
  private static final Set<Integer> REFUSED_CODE = Set.of(
      CUDA_ERROR_INVALID_IMAGE, CUDA_ERROR_NO_BINARY_FOR_GPU, CUDA_ERROR_INVALID_PTX, CUDA_ERROR_UNSUPPORTED_PTX_VERSION,
      CUDA_ERROR_JIT_COMPILER_NOT_FOUND, CUDA_ERROR_INVALID_SOURCE, CUDA_ERROR_NOT_FOUND);

  private DriverStatus() {}

  /// `CUDA_ERROR_OUT_OF_MEMORY (2)`
  static String name(int status) {
    try (PointerPointer<BytePointer> name = new PointerPointer<>(1)) {
      if (cuGetErrorName(status, name) != 0) return "error (" + status + ")";
      return name.get(BytePointer.class, 0).getString() + " (" + status + ")";
    }
  }

  /// @throws DeviceException unless `status` is success
  static void check(int status, String what) {
    if (status != 0) throw new DeviceException(what + ": the NVIDIA driver says " + name(status));
  }

  static boolean isFatal(int status) {
    return FATAL.contains(status);
  }

  static boolean refusesCode(int status) {
    return REFUSED_CODE.contains(status);
  }
}
