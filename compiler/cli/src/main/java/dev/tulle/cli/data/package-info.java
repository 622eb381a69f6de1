/// The data that a command line names: what a program takes ([Port]), where it comes from ([DataSource]: files or the random generator), which sizes that settles, and how
/// results are written. Runs nothing. Start at [Port].
package dev.tulle.cli.data;
