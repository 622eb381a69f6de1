/// Every construct of the language on every device, beside the reference interpreter: the pages in the resources list the constructs with
/// a small program for each, [ConstructsTest] runs them and writes the table of errors. Nothing here knows how anything is compiled. Start
/// reading at `ConstructsTest`.
package dev.tulle.compiler.constructs;
