package dev.incant.lua.syntax;

import dev.incant.lua.syntax.Expr.BinaryOp;
import dev.incant.lua.syntax.Expr.UnaryOp;
import org.jspecify.annotations.Nullable;

/// Makes operator nodes, or the constants that they come to. It folds what PUC's compiler folds: arithmetic
/// on numerals unless it fails or the result is a float zero or no number, `not` of a constant, and `and`
/// and `or` whose left side is settled.
final class Folding {
    private Folding() {}

    /// Whether the expression is a constant: nil, a boolean, a number or a string.
    static boolean isConstant(Expr e) {
        return isFalsy(e) || isTruthy(e);
    }

    private static boolean isFalsy(Expr e) {
        return e instanceof Expr.Nil || e instanceof Expr.False;
    }

    private static boolean isTruthy(Expr e) {
        return isNumeral(e) || e instanceof Expr.Str || e instanceof Expr.True;
    }

    private static boolean isNumeral(Expr e) {
        return e instanceof Expr.Int || e instanceof Expr.Flt;
    }

    /// The same constant for another line.
    static Expr atLine(Expr constant, int line) {
        if (constant.line() == line) {
            return constant;
        }
        if (constant instanceof Expr.Int e) {
            return new Expr.Int(line, e.value());
        }
        if (constant instanceof Expr.Flt e) {
            return new Expr.Flt(line, e.value());
        }
        if (constant instanceof Expr.Str e) {
            return new Expr.Str(line, e.latin1());
        }
        if (constant instanceof Expr.True) {
            return new Expr.True(line);
        }
        return constant instanceof Expr.False ? new Expr.False(line) : new Expr.Nil(line);
    }

    /// The expression cut to one value.
    static Expr single(Expr e) {
        return e instanceof Expr.Call || e instanceof Expr.MethodCall || e instanceof Expr.Vararg
                ? new Expr.Paren(e.line(), e)
                : e;
    }

    static Expr and(int line, Expr left, Expr right) {
        return isTruthy(left) ? single(right) : new Expr.And(line, left, right);
    }

    static Expr or(int line, Expr left, Expr right) {
        return isFalsy(left) ? single(right) : new Expr.Or(line, left, right);
    }

    static Expr unary(int line, UnaryOp op, Expr operand) {
        Expr folded = null;
        switch (op) {
            case NEG -> folded = negate(line, operand);
            case BNOT -> {
                if (isIntegral(operand)) {
                    folded = new Expr.Int(line, ~integer(operand));
                }
            }
            case NOT -> {
                if (isConstant(operand)) {
                    folded = isFalsy(operand) ? new Expr.True(line) : new Expr.False(line);
                }
            }
            case LEN -> {}
        }
        return folded != null ? folded : new Expr.Unary(line, op, operand);
    }

    private static @Nullable Expr negate(int line, Expr operand) {
        if (operand instanceof Expr.Int e) {
            return new Expr.Int(line, -e.value());
        }
        return operand instanceof Expr.Flt e ? floatOrNone(line, -e.value()) : null;
    }

    static Expr binary(int line, BinaryOp op, Expr left, Expr right) {
        Expr folded = isNumeral(left) && isNumeral(right) ? fold(line, op, left, right) : null;
        return folded != null ? folded : new Expr.Binary(line, op, left, right);
    }

    private static @Nullable Expr fold(int line, BinaryOp op, Expr left, Expr right) {
        switch (op) {
            case ADD, SUB, MUL, MOD, IDIV -> {
                if (left instanceof Expr.Int a && right instanceof Expr.Int b) {
                    return arithmetic(line, op, a.value(), b.value());
                }
                return arithmetic(line, op, number(left), number(right));
            }
            case DIV, POW -> {
                return arithmetic(line, op, number(left), number(right));
            }
            case BAND, BOR, BXOR, SHL, SHR -> {
                return isIntegral(left) && isIntegral(right)
                        ? new Expr.Int(line, bitwise(op, integer(left), integer(right)))
                        : null;
            }
            default -> {
                return null;
            }
        }
    }

    private static @Nullable Expr arithmetic(int line, BinaryOp op, long a, long b) {
        if (b == 0 && (op == BinaryOp.MOD || op == BinaryOp.IDIV)) {
            return null;
        }
        long value = switch (op) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case MOD -> Math.floorMod(a, b);
            case IDIV -> Math.floorDiv(a, b);
            default -> throw new IllegalArgumentException(op.name());
        };
        return new Expr.Int(line, value);
    }

    private static @Nullable Expr arithmetic(int line, BinaryOp op, double a, double b) {
        if (b == 0 && (op == BinaryOp.MOD || op == BinaryOp.IDIV || op == BinaryOp.DIV)) {
            return null;
        }
        double value = switch (op) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> a / b;
            case POW -> b == 2 ? a * a : Math.pow(a, b);
            case IDIV -> Math.floor(a / b);
            case MOD -> modulo(a, b);
            default -> throw new IllegalArgumentException(op.name());
        };
        return floatOrNone(line, value);
    }

    private static double modulo(double a, double b) {
        double rest = a % b;
        return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
    }

    /// The constant, unless it is one that PUC does not fold to.
    private static @Nullable Expr floatOrNone(int line, double value) {
        return value == 0 || Double.isNaN(value) ? null : new Expr.Flt(line, value);
    }

    private static double number(Expr e) {
        return e instanceof Expr.Int i ? i.value() : e instanceof Expr.Flt f ? f.value() : Double.NaN;
    }

    /// Whether the expression is a numeral with an exact integer value.
    private static boolean isIntegral(Expr e) {
        if (e instanceof Expr.Flt f) {
            return f.value() >= -0x1p63 && f.value() < 0x1p63 && Math.rint(f.value()) == f.value();
        }
        return e instanceof Expr.Int;
    }

    private static long integer(Expr e) {
        return e instanceof Expr.Int i ? i.value() : (long) number(e);
    }

    private static long bitwise(BinaryOp op, long a, long b) {
        return switch (op) {
            case BAND -> a & b;
            case BOR -> a | b;
            case BXOR -> a ^ b;
            case SHL -> shiftLeft(a, b);
            case SHR -> b == Long.MIN_VALUE ? 0 : shiftLeft(a, -b);
            default -> throw new IllegalArgumentException(op.name());
        };
    }

    private static long shiftLeft(long value, long places) {
        if (places <= -Long.SIZE || places >= Long.SIZE) {
            return 0;
        }
        return places >= 0 ? value << places : value >>> -places;
    }
}
