/// The values that cross the contract between tools and everybody else, and their JSON.
///
/// The set is closed: `null`, `Boolean`, `Long`, `Double`, `String`, `byte[]`, `List` and `Map` with `String` keys in
/// insertion order. Read [Values] first, then [Json]. May use `error` and jackson-core.
@NullMarked
package dev.incant.kernel.value;

import org.jspecify.annotations.NullMarked;
