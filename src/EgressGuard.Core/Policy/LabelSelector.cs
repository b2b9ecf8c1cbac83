using System.Collections.Immutable;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Policy;

/// <summary>A Kubernetes label selector: every label and every expression must hold (API document: meta/v1 LabelSelector).</summary>
public sealed record LabelSelector
{
    /// <summary>No labels, ordered as labels are: by code unit, whatever the culture.</summary>
    internal static ImmutableSortedDictionary<string, string> NoLabels { get; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Labels that must have exactly these values.</summary>
    public ImmutableSortedDictionary<string, string> MatchLabels { get; init; } = NoLabels;

    /// <summary>Further conditions.</summary>
    public ImmutableArray<LabelExpression> MatchExpressions { get; init; } = [];

    /// <summary>The selector of one label with one value.</summary>
    public static LabelSelector Equals(string key, string value) =>
        new() { MatchLabels = NoLabels.Add(key, value) };

    /// <summary>Whether the labels fulfil every condition. A selector without conditions matches everything.</summary>
    public bool Matches(ObjectMeta metadata) =>
        MatchLabels.All(label => metadata.Label(label.Key) == label.Value) && MatchExpressions.All(expression => expression.Matches(metadata));

    /// <summary>Whether two selectors have the same conditions, in whatever order. No selector selects everything.</summary>
    internal static bool AreSame(LabelSelector? left, LabelSelector? right) => Conditions(left).SetEquals(Conditions(right));

    private static HashSet<string> Conditions(LabelSelector? selector) => selector is null
        ? []
        :
        [
            .. selector.MatchLabels.Select(label => $"{label.Key} {LabelOperator.In} {label.Value}"),
            .. selector.MatchExpressions.Select(expression =>
                $"{expression.Key} {expression.Operator} {string.Join(',', expression.Values.Distinct().Order(StringComparer.Ordinal))}"),
        ];
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
