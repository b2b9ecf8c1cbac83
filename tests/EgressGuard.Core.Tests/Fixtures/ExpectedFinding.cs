using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using EgressGuard.Core.Rules;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Tests.Fixtures;

/// <summary>
/// A finding as a fixture's expectation holds it. The rule is the directory's; the action is written where it is not the rule's default,
/// because the case is a milder one or the policy says otherwise.
/// </summary>
internal sealed record ExpectedFinding(string Pointer, string Message, string Remedy, string? Action = null)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Findings as the expectation's text.</summary>
    public static string Write(IEnumerable<Finding> findings) => Write(findings.Select(
        finding => new ExpectedFinding(
            finding.Pointer,
            finding.Message,
            finding.Remedy,
            finding.Action == RuleCatalog.Find(finding.Rule)!.Info.DefaultAction ? null : finding.Action.ToString())));

    /// <summary>The expectation's text in the form that <see cref="Write(IEnumerable{Finding})"/> gives it, however it is laid out.</summary>
    public static string Normalize(string json) => Write(JsonSerializer.Deserialize<ExpectedFinding[]>(json, Options)!);

    private static string Write(IEnumerable<ExpectedFinding> findings) => JsonSerializer.Serialize(findings, Options) + "\n";
}
