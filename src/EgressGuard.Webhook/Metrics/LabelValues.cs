using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace EgressGuard.Webhook.Metrics;

/// <summary>Room for the label values of one measurement, on the stack.</summary>
[InlineArray(MetricShape.MaxTags)]
internal struct LabelBuffer
{
    [SuppressMessage("Style", "IDE0044:Add readonly modifier", Justification = "An inline array is written through its spans.")]
    [SuppressMessage("Performance", "CA1823:Avoid unused private fields", Justification = "An inline array is read through its spans.")]
    private string _first;
}

/// <summary>Finds the series of a measurement by its label values, wherever they stand.</summary>
internal sealed class LabelValues : IEqualityComparer<string[]>, IAlternateEqualityComparer<ReadOnlySpan<string>, string[]>
{
    private LabelValues()
    {
    }

    /// <summary>The only one.</summary>
    public static LabelValues Comparer { get; } = new();

    /// <inheritdoc/>
    public string[] Create(ReadOnlySpan<string> alternate) => alternate.ToArray();

    /// <inheritdoc/>
    public bool Equals(string[]? x, string[]? y) => x.AsSpan().SequenceEqual(y);

    /// <inheritdoc/>
    public bool Equals(ReadOnlySpan<string> alternate, string[] other) => alternate.SequenceEqual(other);

    /// <inheritdoc/>
    public int GetHashCode(string[] obj) => GetHashCode(obj.AsSpan());

    /// <inheritdoc/>
    public int GetHashCode(ReadOnlySpan<string> alternate)
    {
        var hash = 17;
        foreach (var value in alternate)
        {
            hash = (hash * 31) + StringComparer.Ordinal.GetHashCode(value);
        }

        return hash;
    }
}
