package dev.tulle.tornado;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.device.Device.DeviceMemory;
import dev.tulle.kernel.device.Device.LoadedCode;
import dev.tulle.kernel.device.DeviceException;
import dev.tulle.kernel.device.KernelCode;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.launch.LaunchCard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The kernels of one plan, as files in a folder of their own.
final class LoadedKernels implements LoadedCode {
  private final Map<String, KernelFile> kernels = new HashMap<>();
  private final LaunchQueue queue;
  private final long mostItems;
  private final Path folder;

  /// @param mostItems of a group
  LoadedKernels(List<KernelCode> code, LaunchQueue queue, long mostItems) {
    this.queue = queue;
    this.mostItems = mostItems;
    try {
      folder = Files.createTempDirectory("tulle-tornado");
    } catch (IOException e) {
      throw new DeviceException("no folder can be made for the kernels that TornadoVM reads: " + e.getMessage());
    }
    try {
      for (KernelCode one : code) kernels.put(one.kernel(), KernelFile.write(one, folder, kernels.size()));
    } catch (Throwable e) {
      delete();
      throw e;
    }
  }

  @Override
  public void launch(String name, long[] grid, long[] sizes, DeviceMemory[] buffers, DeviceMemory status) {
    KernelFile kernel = kernels.get(name);
    if (kernel == null) throw new CompilerBug("no kernel " + name + " was loaded");
    LaunchCard card = kernel.card().launch();
    if (sizes.length != card.sizes().size() || buffers.length != card.buffers())
      throw new CompilerBug("kernel " + name + " is launched with " + sizes.length + " sizes and " + buffers.length + " buffers");
    String what = "kernel " + name + " over " + Arrays.toString(grid) + " with sizes " + Arrays.toString(sizes);
    List<DeviceArray> arrays = new ArrayList<>();
    for (DeviceMemory buffer : buffers) arrays.add(array(buffer, what));
    arrays.add(array(status, what));
    long groups = LaunchCard.groups(grid, what);
    if (groups == 0) return;
    List<Number> values = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) values.add(value(card.sizes().get(i), sizes[i]));
    queue.add(new PendingLaunch(kernel, LaunchShape.of(card, groups, mostItems, what), values, arrays));
  }

  private static Number value(Scalar type, long value) {
    return type == Scalar.I64 ? (Number) value : (Number) Math.toIntExact(value);
  }

  private static DeviceArray array(DeviceMemory buffer, String what) {
    if (!(buffer instanceof TornadoMemory own)) throw new CompilerBug(what + ": a buffer of another device");
    return own.live();
  }

  @Override
  public void close() {
    try {
      queue.forget(List.copyOf(kernels.values()));
    } finally {
      delete();
    }
  }

  private void delete() {
    kernels.values().forEach(KernelFile::delete);
    kernels.clear();
    try {
      Files.deleteIfExists(folder);
    } catch (IOException left) {
      // The system clears its folder for temporary files.
    }
  }
}
