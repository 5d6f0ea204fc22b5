package dev.incant.lua.syntax;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The names that can be seen while the parser is inside one function: its active variables and upvalues,
/// and, through the functions around it, theirs. Variables are numbered in the order of their scopes;
/// [Jumps] relies on these numbers.
final class FunctionScope {
    private static final int LOCALS_MOST = 200;
    private static final int UPVALUES_MOST = 255;

    /// Takes the place of the variables that PUC's loops hold unseen: they count for the limit.
    private static final LocalVar LOOP_STATE = new LocalVar("(for state)", LocalVar.Attribute.NONE, 0);

    private final @Nullable FunctionScope outer;
    private final Tokens tokens;
    private final int ordinal;
    private final int line;
    private final Jumps jumps;
    private boolean vararg;
    private final ArrayList<FunctionBody> inner = new ArrayList<>(0);

    private LocalVar[] variables = new LocalVar[8];
    /// The compile-time constants among the variables, by the same index; null for real variables.
    private @Nullable Expr[] constants = new @Nullable Expr[8];
    private int declared;
    private int active;

    private final ArrayList<FunctionBody.UpvalueDesc> upvalues = new ArrayList<>();
    /// The variable that each upvalue is in the end; null for the main function's `_ENV`.
    private final ArrayList<@Nullable LocalVar> upvalueRoots = new ArrayList<>();

    /// Opens the function that begins in `line`, 0 for the main one.
    FunctionScope(@Nullable FunctionScope outer, Tokens tokens, int ordinal, int line) {
        this.outer = outer;
        this.tokens = tokens;
        this.ordinal = ordinal;
        this.line = line;
        this.jumps = new Jumps(this, tokens);
        if (outer == null) {
            addUpvalue(NameTable.ENV, null, 0, null);
        }
    }

    @Nullable FunctionScope outer() {
        return outer;
    }

    Jumps jumps() {
        return jumps;
    }

    boolean vararg() {
        return vararg;
    }

    void setVararg() {
        vararg = true;
    }

    /// The finished function.
    FunctionBody body(int endLine, List<LocalVar> parameters, Stat.Block block) {
        FunctionBody body = new FunctionBody(
                ordinal, line, endLine, parameters, vararg, List.copyOf(upvalues), block, List.copyOf(inner));
        if (outer != null) {
            outer.inner.add(body);
        }
        return body;
    }

    /// How many variables are in scope.
    int active() {
        return active;
    }

    /// The variable number `index` of those declared.
    LocalVar variable(int index) {
        return variables[index];
    }

    /// Fails if the function can have no more variables.
    void checkRoom() {
        if (declared == LOCALS_MOST) {
            throw limitError("local variables", LOCALS_MOST);
        }
    }

    /// Declares a variable; [#activate] opens its scope later.
    void declare(LocalVar variable) {
        checkRoom();
        if (declared == variables.length) {
            variables = Arrays.copyOf(variables, 2 * declared);
            constants = Arrays.copyOf(constants, 2 * declared);
        }
        constants[declared] = null;
        variables[declared++] = variable;
    }

    /// Declares the variables that a loop holds unseen.
    void declareLoopState(int count) {
        for (int i = 0; i < count; i++) {
            declare(LOOP_STATE);
        }
    }

    /// Opens the scope of the next `count` declared variables.
    void activate(int count) {
        active += count;
    }

    /// Makes the variable declared last a name for `value`.
    void setConstant(Expr value) {
        constants[declared - 1] = value;
    }

    /// Ends the scopes of all variables but the first `count`.
    void deactivate(int count) {
        declared -= active - count;
        active = count;
    }

    /// What the name stands for here: an [Expr.Local], an [Expr.Upvalue], a constant expression, or null if
    /// it is none of these but a global.
    @Nullable Expr find(String name, int useLine) {
        int index = findLocal(name);
        if (index >= 0) {
            Expr constant = constants[index];
            return constant != null ? Folding.atLine(constant, useLine) : new Expr.Local(useLine, variables[index]);
        }
        int upvalue = findUpvalue(name);
        if (upvalue < 0) {
            Expr found = outer == null ? null : outer.find(name, useLine);
            if (found instanceof Expr.Local local) {
                local.variable().markCaptured();
                upvalue = addUpvalue(name, local.variable(), 0, local.variable());
            } else if (outer != null && found instanceof Expr.Upvalue next) {
                upvalue = addUpvalue(name, null, next.index(), outer.upvalueRoots.get(next.index()));
            } else {
                return found;
            }
        }
        return new Expr.Upvalue(useLine, upvalue, name);
    }

    /// The variable that an [Expr.Local] or [Expr.Upvalue] of this function means; null for the main
    /// function's `_ENV` and for other expressions.
    @Nullable LocalVar variableOf(Expr expression) {
        if (expression instanceof Expr.Local local) {
            return local.variable();
        }
        return expression instanceof Expr.Upvalue upvalue ? upvalueRoots.get(upvalue.index()) : null;
    }

    // Equal names of a chunk are one object, see NameTable; hence the comparison by identity here and below.
    private int findLocal(String name) {
        for (int i = active - 1; i >= 0; i--) {
            if (variables[i].name() == name) {
                return i;
            }
        }
        return -1;
    }

    private int findUpvalue(String name) {
        for (int i = 0; i < upvalues.size(); i++) {
            if (upvalues.get(i).name() == name) {
                return i;
            }
        }
        return -1;
    }

    private int addUpvalue(String name, @Nullable LocalVar local, int index, @Nullable LocalVar root) {
        int count = upvalues.size();
        if (count == UPVALUES_MOST) {
            throw limitError("upvalues", UPVALUES_MOST);
        }
        upvalues.add(new FunctionBody.UpvalueDesc(name, local, index));
        upvalueRoots.add(root);
        return count;
    }

    private SyntaxError limitError(String what, int limit) {
        String where = line == 0 ? "main function" : "function at line " + line;
        return tokens.error("too many " + what + " (limit is " + limit + ") in " + where);
    }
}
