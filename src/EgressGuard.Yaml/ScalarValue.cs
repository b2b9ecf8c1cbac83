using System.Runtime.InteropServices;

namespace EgressGuard.Yaml;

/// <summary>What a scalar resolved to.</summary>
/// <param name="Kind">A scalar kind.</param>
/// <param name="Text">The value of a string.</param>
/// <param name="Integer">The value of an integer, or the bits of a float.</param>
/// <param name="IsSurprise">YAML 1.2 would have read it otherwise.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ScalarValue(NodeKind Kind, string? Text, long Integer, bool IsSurprise)
{
    public static ScalarValue Null => new(NodeKind.Null, null, 0, false);

    public static ScalarValue True => new(NodeKind.True, null, 0, false);

    public static ScalarValue False => new(NodeKind.False, null, 0, false);

    public double Double => BitConverter.Int64BitsToDouble(Integer);

    public static ScalarValue Of(string text) => new(NodeKind.Text, text, 0, false);

    public static ScalarValue Of(long value) => new(NodeKind.Integer, null, value, false);

    public static ScalarValue Of(double value) => new(NodeKind.Float, null, BitConverter.DoubleToInt64Bits(value), false);

    /// <summary>An integer beyond 64 bits signed, which Kubernetes reads back as a float.</summary>
    public static ScalarValue OfUnsigned(ulong value) => new(NodeKind.Unsigned, null, BitConverter.DoubleToInt64Bits(value), false);
}
