using System.Text.Encodings.Web;
using System.Text.Json;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Tests.Fixtures;

/// <summary>A finding as a fixture's expectation holds it. The rule is the directory's, the action the policy's.</summary>
internal sealed record ExpectedFinding(string Pointer, string Message, string Remedy)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Findings as the expectation's text.</summary>
    public static string Write(IEnumerable<Finding> findings) => Write(findings.Select(
        finding => new ExpectedFinding(finding.Pointer, finding.Message, finding.Remedy)));

    /// <summary>The expectation's text in the form that <see cref="Write(IEnumerable{Finding})"/> gives it, however it is laid out.</summary>
    public static string Normalize(string json) => Write(JsonSerializer.Deserialize<ExpectedFinding[]>(json, Options)!);

    private static string Write(IEnumerable<ExpectedFinding> findings) => JsonSerializer.Serialize(findings, Options) + "\n";
}
