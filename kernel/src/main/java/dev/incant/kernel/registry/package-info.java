/// What a kernel holds under names: packs of tools, looked up by name or alias, and the search over them.
/// Read [ComponentRegistry] first. May use `error`, `value`, `capability` and `tool`.
@NullMarked
package dev.incant.kernel.registry;

import org.jspecify.annotations.NullMarked;
