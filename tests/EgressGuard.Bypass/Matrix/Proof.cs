using System.Collections.Immutable;

namespace EgressGuard.Bypass.Matrix;

/// <summary>Tests that show what a row says.</summary>
/// <param name="Class">The class of tests.</param>
/// <param name="Method">One test of it; null for all.</param>
internal sealed record Proof(Type Class, string? Method)
{
    /// <summary>Every test of a class.</summary>
    public static Proof All<T>() => new(typeof(T), null);

    /// <summary>Some tests of a class.</summary>
    public static ImmutableArray<Proof> Of<T>(params string[] methods) => [.. methods.Select(method => new Proof(typeof(T), method))];

    /// <summary>As the document names it.</summary>
    public override string ToString() => Method is null ? Class.Name : $"{Class.Name}.{Method}";
}
