/// What exists is stored, not the box around it: conditions as views, which count the values of one index row by row, lists of the members of patterns, and tensors that have a
/// place for each counted value only. It never decides how a view is walked: that is lowering. Start with [StoreInViews].
package dev.tulle.compiler.view;
