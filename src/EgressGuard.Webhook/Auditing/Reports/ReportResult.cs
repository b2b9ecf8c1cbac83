using EgressGuard.Core.Model;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Webhook.Auditing.Reports;

/// <summary>
/// One finding as both report APIs have it (<c>results[]</c>). Two are equal when they say the same, whenever that was first found.
/// </summary>
internal sealed record ReportResult
{
    /// <summary>Who found it.</summary>
    public const string Source = "egressguard";

    /// <summary>The longest text for people, in UTF-16 code units.</summary>
    public const int LongestText = 1000;

    /// <summary>The rule's name.</summary>
    public required string Policy { get; init; }

    /// <summary>The rule's id.</summary>
    public required string Rule { get; init; }

    /// <summary>What the rule is about.</summary>
    public required string Category { get; init; }

    /// <summary><c>high</c> for what is refused at admission, <c>medium</c> for a warning, <c>low</c> for what is only recorded.</summary>
    public required string Severity { get; init; }

    /// <summary><c>fail</c>, <c>warn</c>, or <c>skip</c> where an exemption covers it.</summary>
    public required string Outcome { get; init; }

    /// <summary>The object's group and version; "" where it cannot be read.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>The object's kind.</summary>
    public required string Kind { get; init; }

    /// <summary>The object.</summary>
    public required ObjectRef Reference { get; init; }

    /// <summary>The object's uid; "" where it cannot be read.</summary>
    public required string Uid { get; init; }

    /// <summary>What is wrong.</summary>
    public required string Message { get; init; }

    /// <summary>Where, as a JSON pointer into the object.</summary>
    public required string Pointer { get; init; }

    /// <summary>What to write instead.</summary>
    public required string Remedy { get; init; }

    /// <summary>The name of the exemption that covers it; null when none does.</summary>
    public string? Exemption { get; init; }

    /// <summary>The gravest come first: where there is no room for all, the others are left out.</summary>
    public int Order => Outcome switch
    {
        "fail" => 0,
        "warn" => 1,
        _ => 2,
    };

    /// <summary>A finding of the audit.</summary>
    public static ReportResult Of(AuditedObject audited, AuditedFinding item)
    {
        var (finding, exemption) = item;
        return new ReportResult
        {
            Policy = finding.Name,
            Rule = finding.Rule,
            Category = CategoryOf(finding.Rule),
            Severity = finding.Action switch
            {
                RuleAction.Deny => "high",
                RuleAction.Warn => "medium",
                _ => "low",
            },
            Outcome = exemption is not null ? "skip" : finding.Action == RuleAction.Deny ? "fail" : "warn",
            ApiVersion = audited.ApiVersion,
            Kind = audited.KindName,
            Reference = audited.Key.Reference,
            Uid = audited.Uid,
            Message = Cut(finding.Message),
            Pointer = Cut(finding.Pointer),
            Remedy = Cut(finding.Remedy),
            Exemption = exemption,
        };
    }

    /// <summary>The families of rules, by the first digit of their ids (docs/rules.md).</summary>
    private static string CategoryOf(string rule) => rule.Length < 3 ? "Egress" : rule[2] switch
    {
        '0' => "Readability",
        '1' => "ServiceEntry",
        '2' => "VirtualService",
        '3' => "Pod",
        '4' => "Mesh configuration",
        '5' => "Cluster network",
        '6' => "Authorization",
        '7' => "Gateway API",
        '9' => "Egress path",
        _ => "Egress",
    };

    private static string Cut(string text)
    {
        if (text.Length <= LongestText)
        {
            return text;
        }

        var length = LongestText - 1;
        return text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)] + "…";
    }
}

/// <summary>A result and since when it has been one.</summary>
/// <param name="Result">The result.</param>
/// <param name="Since">In seconds since 1970. It changes with the result only.</param>
internal sealed record StampedResult(ReportResult Result, long Since);
