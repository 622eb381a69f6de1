package dev.tulle.tornado;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// All that is called of TornadoVM, found by name when the JVM has it: nothing here needs it to compile. Its objects are plain [Object]s. What it throws is
/// passed on as it is.
final class TornadoApi {
  /// Where TornadoVM has its API.
  static final String PACKAGE = "uk.ac.manchester.tornado.api";

  /// How an array gets to the device: once, every time, or not at all, so that it has any contents there.
  enum Transfer {
    FIRST_EXECUTION,
    EVERY_EXECUTION,
    UNDER_DEMAND
  }

  /// What a task does with an argument. There is no `WRITE_ONLY`: TornadoVM does not copy such an array to the device, but kernels may write only a part of one.
  enum Access {
    NONE,
    READ_ONLY,
    READ_WRITE
  }

  private final ClassLoader loader;
  private final String root;
  private final MethodHandle newLongArray;
  private final MethodHandle getSegment;
  private final MethodHandle newGraph;
  private final MethodHandle transferToDevice;
  private final MethodHandle consumeFromDevice;
  private final MethodHandle persistOnDevice;
  private final MethodHandle prebuiltTask;
  private final MethodHandle snapshot;
  private final MethodHandle newParameters;
  private final MethodHandle setParameter;
  private final MethodHandle newWorker;
  private final MethodHandle setGlobalWork;
  private final MethodHandle setLocalWork;
  private final MethodHandle newScheduler;
  private final MethodHandle addWorker;
  private final MethodHandle newPlan;
  private final MethodHandle withDevice;
  private final MethodHandle withCompilerFlags;
  private final MethodHandle withGridScheduler;
  private final MethodHandle withGraph;
  private final MethodHandle execute;
  private final MethodHandle closePlan;
  private final MethodHandle transferToHost;
  private final long header;

  /// @throws ReflectiveOperationException if a class or a method is missing, which the message names
  TornadoApi(ClassLoader loader, String root) throws ReflectiveOperationException {
    this.loader = loader;
    this.root = root;
    Class<?> array = type("types.arrays.TornadoNativeArray");
    newLongArray = constructor(type("types.arrays.LongArray"), int.class);
    getSegment = method(array, "getSegment");
    header = array.getField("ARRAY_HEADER").getLong(null);
    Class<?> graph = type("TaskGraph");
    Class<?> parameters = type("AccessorParameters");
    newGraph = constructor(graph, String.class);
    transferToDevice = method(graph, "transferToDevice", int.class, Object[].class);
    consumeFromDevice = method(graph, "consumeFromDevice", String.class, Object[].class);
    persistOnDevice = method(graph, "persistOnDevice", Object[].class);
    prebuiltTask = method(graph, "prebuiltTask", String.class, String.class, String.class, parameters);
    snapshot = method(graph, "snapshot");
    newParameters = constructor(parameters, int.class);
    setParameter = method(parameters, "set", int.class, Object.class, type("common.Access"));
    Class<?> worker = type("WorkerGrid");
    Class<?> scheduler = type("GridScheduler");
    newWorker = constructor(type("WorkerGrid1D"), int.class);
    setGlobalWork = method(worker, "setGlobalWork", long.class, long.class, long.class);
    setLocalWork = method(worker, "setLocalWork", long.class, long.class, long.class);
    newScheduler = constructor(scheduler);
    addWorker = method(scheduler, "addWorkerGrid", String.class, worker);
    Class<?> plan = type("TornadoExecutionPlan");
    newPlan = constructor(plan, type("ImmutableTaskGraph").arrayType());
    withDevice = method(plan, "withDevice", type("common.TornadoDevice"));
    withCompilerFlags = method(plan, "withCompilerFlags", type("enums.TornadoVMBackendType"), String.class);
    withGridScheduler = method(plan, "withGridScheduler", scheduler);
    withGraph = method(plan, "withGraph", int.class);
    execute = method(plan, "execute");
    closePlan = method(plan, "close");
    transferToHost = method(type("TornadoExecutionResult"), "transferToHost", Object[].class);
  }

  private Class<?> type(String name) throws ClassNotFoundException {
    return Class.forName(root + "." + name, false, loader);
  }

  private static MethodHandle method(Class<?> type, String name, Class<?>... parameters) throws ReflectiveOperationException {
    return MethodHandles.publicLookup().unreflect(type.getMethod(name, parameters)).asFixedArity();
  }

  private static MethodHandle constructor(Class<?> type, Class<?>... parameters) throws ReflectiveOperationException {
    return MethodHandles.publicLookup().unreflectConstructor(type.getConstructor(parameters)).asFixedArity();
  }

  private static Object call(MethodHandle handle, Object... arguments) {
    try {
      return handle.invokeWithArguments(arguments);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable checked) {
      throw new IllegalStateException(checked);
    }
  }

  /// The value of one of TornadoVM's enumerations.
  private Object constant(String type, String name) {
    try {
      return Arrays.stream(type(type).getEnumConstants()).filter(c -> c.toString().equals(name)).findFirst().orElseThrow();
    } catch (ClassNotFoundException gone) {
      throw new IllegalStateException(gone);
    }
  }

  /// Bytes before the elements of an array.
  long header() {
    return header;
  }

  /// An array of 64-bit integers, all zero: of those types that hold any bytes, the one that holds most.
  Object newArray(int elements) {
    return call(newLongArray, elements);
  }

  /// The elements of an array of any type, as TornadoVM reads and writes them.
  MemorySegment elements(Object array) {
    return (MemorySegment) call(getSegment, array);
  }

  Object newGraph(String name) {
    return call(newGraph, name);
  }

  void transferToDevice(Object graph, Transfer mode, List<Object> arrays) {
    int number = switch (mode) {
      case FIRST_EXECUTION -> 0;
      case EVERY_EXECUTION -> 1;
      case UNDER_DEMAND -> 2;
    };
    call(transferToDevice, graph, number, arrays.toArray());
  }

  void consumeFromDevice(Object graph, String source, List<Object> arrays) {
    call(consumeFromDevice, graph, source, arrays.toArray());
  }

  void persistOnDevice(Object graph, List<Object> arrays) {
    call(persistOnDevice, graph, (Object) arrays.toArray());
  }

  /// @param file with the source
  /// @param arguments arrays, or numbers
  /// @param accesses as long as `arguments`
  void prebuiltTask(Object graph, String name, String entry, String file, List<?> arguments, List<Access> accesses) {
    Object parameters = call(newParameters, arguments.size());
    for (int i = 0; i < arguments.size(); i++) {
      call(setParameter, parameters, i, arguments.get(i), constant("common.Access", accesses.get(i).name()));
    }
    call(prebuiltTask, graph, name, entry, file, parameters);
  }

  Object newScheduler() {
    return call(newScheduler);
  }

  /// @param task as `graph.task`
  void addWorker(Object scheduler, String task, LaunchShape shape) {
    Object worker = call(newWorker, 1);
    call(setGlobalWork, worker, shape.global(), 1L, 1L);
    call(setLocalWork, worker, shape.local(), 1L, 1L);
    call(addWorker, scheduler, task, worker);
  }

  /// A plan of graphs that are carried out one at a time.
  Object newPlan(List<Object> graphs, Object device, String compilerFlags, Object scheduler) {
    Object list = Array.newInstance(newPlan.type().parameterType(0).componentType(), graphs.size());
    for (int i = 0; i < graphs.size(); i++) Array.set(list, i, call(snapshot, graphs.get(i)));
    Object plan = call(newPlan, list);
    call(withDevice, plan, device);
    call(withCompilerFlags, plan, constant("enums.TornadoVMBackendType", "OPENCL"), compilerFlags);
    call(withGridScheduler, plan, scheduler);
    return plan;
  }

  /// Carries out one graph.
  ///
  /// @return what [#transferToHost] takes
  Object execute(Object plan, int graph) {
    return call(execute, call(withGraph, plan, graph));
  }

  /// Copies arrays that the graph that was carried out last keeps on the device.
  void transferToHost(Object result, List<Object> arrays) {
    call(transferToHost, result, (Object) arrays.toArray());
  }

  /// Frees the memory of the graph that was carried out last.
  void close(Object plan) {
    call(closePlan, plan);
  }

  /// What TornadoVM says of each device of its OpenCL backends.
  ///
  /// @throws ReflectiveOperationException if a class or a method is missing, which the message names
  List<DeviceFacts> devices() throws ReflectiveOperationException {
    Object runtime = ask("runtime.TornadoRuntimeProvider", "getTornadoRuntime", null);
    int backends = (int) ask("TornadoRuntime", "getNumBackends", runtime);
    MethodHandle getBackend = method(type("TornadoRuntime"), "getBackend", int.class);
    List<DeviceFacts> facts = new ArrayList<>();
    for (int i = 0; i < backends; i++) {
      Object backend = call(getBackend, runtime, i);
      if (!ask("TornadoBackend", "getBackendType", backend).toString().equals("OPENCL")) continue;
      for (Object device : (List<?>) ask("TornadoBackend", "getAllDevices", backend)) facts.add(facts(device));
    }
    return facts;
  }

  private DeviceFacts facts(Object device) throws ReflectiveOperationException {
    String kind = "TornadoTargetDevice";
    Object physical = ask("common.TornadoDevice", "getPhysicalDevice", device);
    return new DeviceFacts(
        device, (String) ask(kind, "getDeviceName", physical), (String) ask("common.TornadoDevice", "getPlatformName", device),
        ask("common.TornadoDevice", "getDeviceType", device).toString(), (String) ask(kind, "getDeviceInfo", physical),
        Math.min((long) ask(kind, "getDeviceGlobalMemorySize", physical), MemoryBudget.of(System.getProperty(MemoryBudget.PROPERTY))),
        (long) ask(kind, "getDeviceMaxAllocationSize", physical),
        (long) ask(kind, "getDeviceLocalMemorySize", physical), ((long[]) ask(kind, "getDeviceMaxWorkGroupSize", physical))[0]);
  }

  private Object ask(String type, String question, Object of) throws ReflectiveOperationException {
    MethodHandle handle = method(type(type), question);
    return of == null ? call(handle) : call(handle, of);
  }
}
