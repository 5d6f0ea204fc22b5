/// Rules about values, and what breaks them. Start at [ValueRules].
@NullMarked
package dev.incant.tools.data.validation;

import org.jspecify.annotations.NullMarked;
