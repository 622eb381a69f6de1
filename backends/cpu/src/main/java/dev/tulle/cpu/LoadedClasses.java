package dev.tulle.cpu;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.device.Device.DeviceMemory;
import dev.tulle.kernel.device.Device.LoadedCode;
import dev.tulle.kernel.device.KernelCode;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The classes of one plan, in a loader of their own, so that they are unloaded when nothing refers to them any more.
final class LoadedClasses implements LoadedCode {
  /// Arrays of a group: more is a kernel that was not meant for a CPU.
  private static final long MOST_SCRATCH = 1L << 26;

  /// Below this many nanoseconds a launch is done before another thread is awake.
  private static final double WORTH_SHARING = 20_000;

  private static final MethodType SCRATCH = MethodType.methodType(long.class);
  private static final MethodType RUN = MethodType.methodType(void.class, long.class, long.class, long[].class, long[].class, long[].class,
      long.class, long.class);

  private final WorkerPool pool;
  private final Map<String, Entry> entries = new HashMap<>();
  private long scratch;

  /// A kernel, and how long one of its groups took the last time.
  private static final class Entry {
    final MethodHandle run;
    double nanosPerGroup = Double.POSITIVE_INFINITY;

    Entry(MethodHandle run) {
      this.run = run;
    }
  }

  private static final class Loader extends ClassLoader {
    Loader() {
      super("tulle-kernels", LoadedClasses.class.getClassLoader());
    }

    Class<?> define(String name, byte[] binary) {
      return defineClass(name, binary, 0, binary.length);
    }
  }

  LoadedClasses(List<KernelCode> code, WorkerPool pool) {
    this.pool = pool;
    Loader loader = new Loader();
    for (KernelCode kernel : code) {
      String name = JavaDialect.PACKAGE + "." + JavaDialect.className(kernel.kernel());
      ClassGuard.check(name, kernel.binary());
      entries.put(kernel.kernel(), define(loader, name, kernel.binary()));
    }
  }

  private Entry define(Loader loader, String name, byte[] binary) {
    try {
      Class<?> type = loader.define(name, binary);
      MethodHandles.Lookup lookup = MethodHandles.publicLookup();
      long wanted = (long) lookup.findStatic(type, "scratch", SCRATCH).invokeExact();
      if (wanted < 0 || wanted > MOST_SCRATCH)
        throw new SecurityException("class " + name + " wants " + wanted + " bytes of scratch memory");
      scratch = Math.max(scratch, wanted);
      return new Entry(lookup.findStatic(type, "run", RUN));
    } catch (NoClassDefFoundError missing) {
      throw new UnsupportedOperationException(
          "class " + name + " needs the vector module: start Java with --add-modules " + CpuTargets.MODULE + " (" + missing.getMessage()
              + ")",
          missing);
    } catch (LinkageError | ReflectiveOperationException malformed) {
      throw new SecurityException("class " + name + " is not a kernel: " + malformed.getMessage(), malformed);
    } catch (RuntimeException refused) {
      throw refused;
    } catch (Throwable unexpected) {
      throw new SecurityException("class " + name + " is not a kernel: " + unexpected, unexpected);
    }
  }

  @Override
  public void launch(String kernel, long[] grid, long[] sizes, DeviceMemory[] buffers, DeviceMemory status) {
    Entry entry = entries.get(kernel);
    if (entry == null) throw new CompilerBug("no kernel " + kernel + " is loaded");
    long groups = 1;
    for (long extent : grid) groups = Math.multiplyExact(groups, Math.max(extent, 0));
    if (groups == 0) return;
    long[] addresses = Arrays.stream(buffers).mapToLong(b -> ((CpuMemory) b).address()).toArray();
    long statusAddress = ((CpuMemory) status).address();
    WorkerPool.Task task = (from, to, own) -> {
      entry.run.invokeExact(from, to, grid, sizes, addresses, statusAddress, own);
    };
    long start = System.nanoTime();
    boolean shared = entry.nanosPerGroup * groups > WORTH_SHARING;
    pool.run(groups, shared, scratch, task);
    double nanos = (double) (System.nanoTime() - start) / groups;
    entry.nanosPerGroup = shared ? nanos * pool.threads() : nanos;
    Reference.reachabilityFence(buffers);
    Reference.reachabilityFence(status);
  }

  @Override
  public void close() {
    entries.clear();
  }
}
