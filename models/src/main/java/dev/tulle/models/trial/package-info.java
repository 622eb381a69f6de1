/// How every model is compared with something independent: data, the same mathematics as plain Java loops, and the error in units of what the same arithmetic in the same
/// type makes. Holds no model; each brings a list of [dev.tulle.models.trial.Trial]. Start at [dev.tulle.models.trial.Trial], whose table [dev.tulle.models.trial.TableDemo] prints.
package dev.tulle.models.trial;
