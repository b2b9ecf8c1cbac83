using System.Collections.Immutable;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Webhook.Auditing;

/// <summary>An object and what the audit found.</summary>
/// <param name="Key">Which object.</param>
/// <param name="ApiVersion">Its group and version; "" where the object cannot be read.</param>
/// <param name="KindName">Its kind, as manifests call it.</param>
/// <param name="Uid">Its uid; "" where the object cannot be read.</param>
/// <param name="Findings">All findings, those that an exemption covers among them, ordered by rule and place.</param>
internal sealed record AuditedObject(
    AuditKey Key, string ApiVersion, string KindName, string Uid, ImmutableArray<AuditedFinding> Findings)
{
    /// <summary>What admission would make of the object, in a word; a closed set, for metrics.</summary>
    public string Verdict => Gravest switch
    {
        RuleAction.Deny => "deny",
        RuleAction.Warn => "warn",
        RuleAction.Audit => "audit",
        _ => Findings.IsEmpty ? "allow" : "exempt",
    };

    private RuleAction Gravest => Findings
        .Where(item => item.Exemption is null)
        .Select(item => item.Finding.Action)
        .DefaultIfEmpty(RuleAction.Off)
        .Max();

    /// <summary>Whether a report about either would say the same.</summary>
    public bool IsSame(AuditedObject other) =>
        Key == other.Key && ApiVersion == other.ApiVersion && KindName == other.KindName && Uid == other.Uid
        && Findings.AsSpan().SequenceEqual(other.Findings.AsSpan());
}

/// <summary>A finding, and what it does.</summary>
/// <param name="Finding">The finding, with the action that it has, or would have without the exemption.</param>
/// <param name="Exemption">The name of the exemption that covers it; null when none does.</param>
internal sealed record AuditedFinding(Finding Finding, string? Exemption);
