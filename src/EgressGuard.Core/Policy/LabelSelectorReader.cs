using System.Collections.Immutable;

namespace EgressGuard.Core.Policy;

/// <summary>Reads label selectors and maps of labels.</summary>
internal static class LabelSelectorReader
{
    private static readonly (string, LabelOperator)[] Operators =
    [
        (nameof(LabelOperator.In), LabelOperator.In),
        (nameof(LabelOperator.NotIn), LabelOperator.NotIn),
        (nameof(LabelOperator.Exists), LabelOperator.Exists),
        (nameof(LabelOperator.DoesNotExist), LabelOperator.DoesNotExist),
    ];

    /// <summary>The selector, or null when it is absent or wrong.</summary>
    public static LabelSelector? Read(PolicyNode node)
    {
        if (node.Object() is not { } selector)
        {
            return null;
        }

        var read = new LabelSelector
        {
            MatchLabels = ReadLabels(selector.Take("matchLabels")) ?? LabelSelector.NoLabels,
            MatchExpressions = ReadExpressions(selector.Take("matchExpressions")),
        };
        selector.End();
        return read;
    }

    /// <summary>The labels that are right; null when the map is absent or wrong.</summary>
    public static ImmutableSortedDictionary<string, string>? ReadLabels(PolicyNode node)
    {
        if (node.Members() is not { } members)
        {
            return null;
        }

        var labels = LabelSelector.NoLabels.ToBuilder();
        foreach (var (key, value) in members)
        {
            if (KubeSyntax.LabelKey(key) is { } problem)
            {
                value.Report(problem);
            }

            if (value.IsAbsent)
            {
                value.Report("the label has no value; write one, or \"\" for an empty one");
            }
            else if (value.Text(KubeSyntax.LabelValue) is { } text)
            {
                labels[key] = text;
            }
        }

        return labels.ToImmutable();
    }

    private static ImmutableArray<LabelExpression> ReadExpressions(PolicyNode node) =>
        [.. (node.Items() ?? []).Select(ReadExpression).OfType<LabelExpression>()];

    private static LabelExpression? ReadExpression(PolicyNode node)
    {
        if (node.Object() is not { } expression)
        {
            return null;
        }

        var (key, @operator, values) = (expression.Take("key"), expression.Take("operator"), expression.Take("values"));
        expression.End();
        if (key.IsAbsent)
        {
            key.Report("this field is missing; write the label's key");
        }

        if (@operator.IsAbsent)
        {
            @operator.Report("this field is missing; write In, NotIn, Exists or DoesNotExist");
        }

        var readKey = key.Text(KubeSyntax.LabelKey);
        var readOperator = @operator.Choice<LabelOperator>(Operators);
        var readValues = values.Texts(KubeSyntax.LabelValue) ?? [];
        var hasNone = values.IsAbsent || values.IsEmptyList;
        switch (readOperator)
        {
            case LabelOperator.In or LabelOperator.NotIn when hasNone:
                values.Report($"{readOperator} compares with values; write at least one");
                break;
            case LabelOperator.Exists or LabelOperator.DoesNotExist when !hasNone:
                values.Report($"{readOperator} looks at the key alone; remove the values");
                break;
        }

        return readKey is null || readOperator is null ? null : new LabelExpression(readKey, readOperator.Value, readValues);
    }
}
