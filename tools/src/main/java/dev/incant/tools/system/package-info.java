/// Tools for facts about the machine and its programs.
@NullMarked
package dev.incant.tools.system;

import org.jspecify.annotations.NullMarked;
