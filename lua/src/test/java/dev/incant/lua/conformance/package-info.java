/// Is it Lua? Tests against the official suite ([OfficialSuiteTest]) and against PUC-Lua where it is installed
/// ([DifferentialTest]).
@NullMarked
package dev.incant.lua.conformance;

import org.jspecify.annotations.NullMarked;
