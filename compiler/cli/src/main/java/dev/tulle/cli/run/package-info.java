/// Running a program that the command line names: on a device, through the compiler and the runtime, or by the reference interpreter. Reads no options and prints nothing.
/// Start at [Runner].
package dev.tulle.cli.run;
