using System.Collections.Immutable;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Policy;

/// <summary>A Kubernetes label selector: every label and every expression must hold (API document: meta/v1 LabelSelector).</summary>
public sealed record LabelSelector
{
    /// <summary>Labels that must have exactly these values.</summary>
    public ImmutableSortedDictionary<string, string> MatchLabels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Further conditions.</summary>
    public ImmutableArray<LabelExpression> MatchExpressions { get; init; } = [];

    /// <summary>The selector of one label with one value.</summary>
    public static LabelSelector Equals(string key, string value) =>
        new() { MatchLabels = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add(key, value) };

    /// <summary>Whether the labels fulfil every condition. A selector without conditions matches everything.</summary>
    public bool Matches(ObjectMeta metadata) =>
        MatchLabels.All(label => metadata.Label(label.Key) == label.Value) && MatchExpressions.All(expression => expression.Matches(metadata));
}

/// <summary>One condition of a selector.</summary>
/// <param name="Key">The label's key.</param>
/// <param name="Operator">What must hold for it.</param>
/// <param name="Values">The values of <see cref="LabelOperator.In"/> and <see cref="LabelOperator.NotIn"/>.</param>
public sealed record LabelExpression(string Key, LabelOperator Operator, ImmutableArray<string> Values)
{
    internal bool Matches(ObjectMeta metadata)
    {
        var value = metadata.Label(Key);
        return Operator switch
        {
            LabelOperator.In => value is not null && Values.Contains(value),
            LabelOperator.NotIn => value is null || !Values.Contains(value),
            LabelOperator.Exists => value is not null,
            _ => value is null,
        };
    }
}

/// <summary>The operators of a label expression, named as the API names them.</summary>
public enum LabelOperator
{
    /// <summary>The label has one of the values.</summary>
    In,

    /// <summary>The label is absent or has none of the values.</summary>
    NotIn,

    /// <summary>The label is present.</summary>
    Exists,

    /// <summary>The label is absent.</summary>
    DoesNotExist,
}
