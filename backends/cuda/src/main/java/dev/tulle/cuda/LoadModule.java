package dev.tulle.cuda;

import static org.bytedeco.cuda.global.cudart.cuModuleLoadData;

import dev.tulle.kernel.device.DeviceException;
import dev.tulle.kernel.device.KernelCode;
import dev.tulle.kernel.launch.ProgramCache;
import java.util.List;
import java.util.Optional;
import org.bytedeco.cuda.cudart.CUmod_st;
import org.bytedeco.javacpp.BytePointer;

/// Gives a kernel's machine code to the driver: what came with the kernel if it is for this GPU and the driver takes it, else what was kept
/// of an earlier compilation, else what NVRTC makes of the source now.
record LoadModule(DeviceFacts facts, ProgramCache cache) {
  /// @throws DeviceException if there is no machine code that this GPU runs and none can be made: with the reasons
  CUmod_st load(KernelCode code, Optional<CudaCode.Cubin> cubin) {
    String own = "it has no machine code";
    if (cubin.isPresent()) {
      int made = cubin.get().instructions();
      own = "its machine code is for " + CudaTargets.architecture(made);
      if (CudaTargets.runs(facts.instructions(), made)) {
        CUmod_st module = new CUmod_st();
        int status = tryLoad(module, cubin.get().bytes());
        if (status == 0) return module;
        own += ", which the driver does not take: " + DriverStatus.name(status);
      }
    }
    Optional<String> without = RuntimeCompiler.problem();
    if (without.isPresent()) {
      String architecture = CudaTargets.architecture(facts.instructions());
      throw new DeviceException("kernel " + code.kernel() + ": " + facts.title() + " is " + architecture + " with a driver for CUDA "
          + DriverLibrary.number(facts.driver()) + ", but " + own + ", and its source cannot be compiled here: " + without.get()
          + "; or compile the model with --target cuda:" + architecture + " where `nvcc` is");
    }
    return fromSource(code);
  }

  private CUmod_st fromSource(KernelCode code) {
    ProgramCache.Key key = key(code.source(), RuntimeCompiler.version());
    CUmod_st module = new CUmod_st();
    Optional<byte[]> kept = cache.find(key).filter(Elf::isWhole);
    if (kept.isPresent()) {
      int status = tryLoad(module, kept.get());
      if (status == 0) return module;
      cache.reject(key, "the driver does not take it: " + DriverStatus.name(status));
    }
    byte[] made = RuntimeCompiler.compile(code.kernel(), code.source(), CudaTargets.architecture(facts.instructions()));
    int status = tryLoad(module, made);
    DriverStatus.check(status, "kernel " + code.kernel() + ", compiled here by " + RuntimeCompiler.version());
    cache.keep(key, made);
    return module;
  }

  /// The source is a function of the kernel's IR, whose digest is in its header.
  ProgramCache.Key key(String source, String compiler) {
    return ProgramCache.key(List.of(source, CudaTargets.architecture(facts.instructions()), Nvcc.NOT_FUSED, compiler,
        DriverLibrary.number(facts.driver())));
  }

  /// @return the status of a driver that does not take the code
  /// @throws DeviceException for any other failure
  private static int tryLoad(CUmod_st module, byte[] cubin) {
    try (BytePointer bytes = new BytePointer(cubin)) {
      int status = cuModuleLoadData(module, bytes);
      if (!DriverStatus.refusesCode(status)) DriverStatus.check(status, "loading machine code");
      return status;
    }
  }
}
