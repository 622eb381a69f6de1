package dev.tulle.opencl;

import static org.bytedeco.opencl.global.OpenCL.*;

import dev.tulle.kernel.device.DeviceException;
import dev.tulle.kernel.device.KernelCode;
import dev.tulle.kernel.launch.ProgramCache;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.bytedeco.opencl.Pfn_notify__cl_program_Pointer;
import org.bytedeco.opencl._cl_program;
import org.bytedeco.opencl.global.OpenCL;

/// Has the driver compile kernels, or loads what it compiled earlier.
final class BuildProgram {
  /// Build logs can be endless; the first errors are at their start.
  private static final int LONGEST_LOG = 4000;
  /// Kernels of one program: most of what there is to gain, and no program so large that a driver gets slower with it.
  private static final int TOGETHER = 8;
  private static final long LARGEST_BINARY = 1 << 28;
  private static final Pfn_notify__cl_program_Pointer WAIT = null;

  private final CommandQueue queue;
  private final DeviceFacts facts;
  private final ProgramCache cache;

  BuildProgram(CommandQueue queue, DeviceFacts facts, ProgramCache cache) {
    this.queue = queue;
    this.facts = facts;
    this.cache = cache;
  }

  /// Division and square root as the IR means them. Nothing here allows the driver to be inexact.
  private String options() {
    return "-cl-std=CL1.2" + (facts.roundsDivisions() ? " -cl-fp32-correctly-rounded-divide-sqrt" : "");
  }

  /// A program for each kernel, several kernels in one: reading the headers of the language takes a driver as long as compiling a kernel.
  /// Where it does not take several together, each is built alone, and the one that is wrong is known.
  ///
  /// @return in the order of `code`; each is for the caller to release, also those that are one and the same
  /// @throws DeviceException with the driver's log if it does not take the source
  List<_cl_program> build(List<KernelCode> code) {
    List<_cl_program> programs = new ArrayList<>();
    try {
      for (int from = 0; from < code.size(); from += TOGETHER) {
        List<KernelCode> part = code.subList(from, Math.min(code.size(), from + TOGETHER));
        Optional<_cl_program> one = part.size() == 1 ? Optional.empty() : together(part);
        for (KernelCode kernel : part) {
          one.ifPresent(OpenCL::clRetainProgram);
          programs.add(one.orElseGet(() -> build("kernel " + kernel.kernel(), kernel.source())));
        }
        one.ifPresent(OpenCL::clReleaseProgram);
      }
      return programs;
    } catch (Throwable e) {
      programs.forEach(OpenCL::clReleaseProgram);
      throw e;
    }
  }

  private Optional<_cl_program> together(List<KernelCode> code) {
    try {
      return Optional.of(build(code.size() + " kernels", JoinSources.join(code.stream().map(KernelCode::source).toList())));
    } catch (DeviceException refused) {
      return Optional.empty();
    }
  }

  private _cl_program build(String what, String source) {
    queue.checkUsable();
    ProgramCache.Key key = facts.program(source, options());
    Optional<_cl_program> kept = cache.find(key).flatMap(binary -> load(key, binary));
    return kept.orElseGet(() -> compile(key, what, source));
  }

  private Optional<_cl_program> load(ProgramCache.Key key, byte[] binary) {
    try (SizeTPointer size = new SizeTPointer(1)) {
      size.put(binary.length);
      int[] status = new int[1];
      _cl_program program = clCreateProgramWithBinary(queue.context(), 1, queue.device(), size, binary, new int[1], status);
      if (status[0] == 0 && clBuildProgram(program, 1, queue.device(), options(), WAIT, null) == 0) return Optional.of(program);
      if (program != null && !program.isNull()) clReleaseProgram(program);
      cache.reject(key, "the driver does not take it");
      return Optional.empty();
    }
  }

  private _cl_program compile(ProgramCache.Key key, String what, String source) {
    byte[] text = source.getBytes(StandardCharsets.UTF_8);
    int[] status = new int[1];
    try (SizeTPointer size = new SizeTPointer(1)) {
      size.put(text.length);
      _cl_program program = clCreateProgramWithSource(queue.context(), 1, text, size, status);
      DriverStatus.check(status[0], what);
      status[0] = clBuildProgram(program, 1, queue.device(), options(), WAIT, null);
      if (status[0] != 0) {
        String log = log(program);
        clReleaseProgram(program);
        throw new DeviceException(what + ": " + facts.title() + " cannot build it, " + DriverStatus.name(status[0]) + "\n" + log);
      }
      return cache.isOn() ? kept(key, program) : program;
    }
  }

  /// Keeps a program and takes it as it will be found the next time: what it will be launched with is then compiled, too.
  private _cl_program kept(ProgramCache.Key key, _cl_program program) {
    Optional<byte[]> binary = binary(program);
    if (binary.isEmpty()) return program;
    cache.keep(key, binary.get());
    Optional<_cl_program> again = load(key, binary.get());
    again.ifPresent(_ -> clReleaseProgram(program));
    return again.orElse(program);
  }

  private String log(_cl_program program) {
    String log = FindDevices
        .text((parameter, size, out, length) -> clGetProgramBuildInfo(program, queue.device(), parameter, size, out, length),
            CL_PROGRAM_BUILD_LOG)
        .strip();
    return log.length() <= LONGEST_LOG ? log : log.substring(0, LONGEST_LOG) + " …";
  }

  /// What the driver made; empty if it does not tell.
  private static Optional<byte[]> binary(_cl_program program) {
    try (SizeTPointer size = new SizeTPointer(1)) {
      size.put(0);
      if (clGetProgramInfo(program, CL_PROGRAM_BINARY_SIZES, Long.BYTES, size, null) != 0) return Optional.empty();
      if (size.get() < 1 || size.get() > LARGEST_BINARY) return Optional.empty();
      byte[] bytes = new byte[(int) size.get()];
      try (BytePointer out = new BytePointer(size.get());
          PointerPointer<BytePointer> list = new PointerPointer<>(1)) {
        list.put(0, out);
        if (clGetProgramInfo(program, CL_PROGRAM_BINARIES, Long.BYTES, list, null) != 0) return Optional.empty();
        out.get(bytes);
        return Optional.of(bytes);
      }
    }
  }
}
