package dev.tulle.tornado;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.device.DeviceException;
import dev.tulle.kernel.launch.LaunchCard;

/// How many work-items a task is started with. TornadoVM prints what OpenCL says against a shape, and goes on with wrong data: so all of it is checked here.
///
/// @param global work-items in all, a multiple of `local`
/// @param local work-items of a group
record LaunchShape(long global, long local) {
  /// Of a group that shares nothing: a multiple of what any GPU executes together.
  private static final int PLAIN = 64;

  LaunchShape {
    if (local < 1 || global < 1 || global % local != 0)
      throw new CompilerBug(global + " work-items cannot be in groups of " + local);
  }

  /// With phases a group of the grid is a work-group, without it is a work-item.
  ///
  /// @param groups of the grid, at least 1
  /// @param mostItems of a group on the device; 1 if the items do not run side by side, and one does the work of all
  /// @param what the launch, for the message
  /// @throws DeviceException if its groups are too small for the kernel, or there are more work-items than a device can count
  static LaunchShape of(LaunchCard card, long groups, long mostItems, String what) {
    long wanted = card.items() > 0 ? card.items() : PLAIN;
    if (card.each() && mostItems > 1 && wanted > mostItems)
      throw new DeviceException(what + ": it needs groups of " + wanted + " work-items, but the device starts at most " + mostItems);
    long local = card.each() ? wanted : Math.clamp(wanted, 1, mostItems);
    long count = card.items() > 0 ? groups : Math.ceilDiv(groups, local);
    if (count > Long.MAX_VALUE / local) throw new DeviceException(what + ": the grid has more than 2^63 work-items");
    return new LaunchShape(count * local, local);
  }
}
