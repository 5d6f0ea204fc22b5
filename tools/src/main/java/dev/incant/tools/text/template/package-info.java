/// Two template languages, Jinja (with Tera's dialect) and Handlebars, over plain values: what a template can reach is
/// what these classes name, and all that it spends is counted by [dev.incant.tools.text.template.RenderBudget].
@NullMarked
package dev.incant.tools.text.template;

import org.jspecify.annotations.NullMarked;
