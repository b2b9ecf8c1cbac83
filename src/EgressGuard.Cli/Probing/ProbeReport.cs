using System.Globalization;
using EgressGuard.Cli.Reports;

namespace EgressGuard.Cli.Probing;

/// <summary>All outcomes, and how many there are of each.</summary>
/// <param name="Server">The cluster.</param>
/// <param name="Namespace">The namespace.</param>
/// <param name="Results">The outcomes.</param>
internal sealed record ProbeReport(Uri Server, string Namespace, IReadOnlyList<ProbeResult> Results)
{
    /// <summary>Whether nothing at all could be tried.</summary>
    public bool IsEmpty => Results.All(result => result.Outcome == ProbeOutcome.NotApplicable);

    /// <summary>How many that must be refused, or that must go through, ended so.</summary>
    public int Count(bool controls, ProbeOutcome outcome) => Results.Count(result => result.Probe.IsControl == controls && result.Outcome == outcome);

    /// <summary>The report for people.</summary>
    public void WriteText(TextWriter output, bool isColoured)
    {
        var paint = Paint.For(isColoured);
        foreach (var result in Results)
        {
            var number = result.Probe.IsControl ? " -" : result.Probe.Class.ToString(CultureInfo.InvariantCulture).PadLeft(2);
            var words = paint(WordsOf(result).PadRight(17), ColourOf(result));
            var detail = result.Detail.Length == 0 ? "" : $": {PlainText.Of(result.Detail)}";
            output.WriteLine($"{words} {number}  {result.Probe.What}{detail}");
        }

        output.WriteLine();
        output.WriteLine(
            $"In namespace {Namespace} of {Server}: {Count(false, ProbeOutcome.RefusedByGuard)} blocked, "
            + $"{Count(false, ProbeOutcome.RefusedByOthers)} refused by others, {Count(false, ProbeOutcome.Admitted)} NOT blocked, "
            + $"{Count(false, ProbeOutcome.NotApplicable)} not applicable. In order: {Count(true, ProbeOutcome.Admitted)} admitted, "
            + $"{Count(true, ProbeOutcome.RefusedByGuard)} REFUSED, {Count(true, ProbeOutcome.RefusedByOthers)} refused by others, "
            + $"{Count(true, ProbeOutcome.NotApplicable)} not applicable.");
    }

    /// <summary>The report for programs.</summary>
    public void WriteJson(TextWriter output) => JsonOutput.WriteObject(
        json =>
        {
            json.WriteNumber("version", 1);
            json.WriteString("server", Server.ToString());
            json.WriteString("namespace", Namespace);
            json.WriteStartObject("summary");
            json.WriteNumber("blocked", Count(false, ProbeOutcome.RefusedByGuard));
            json.WriteNumber("refusedByOthers", Count(false, ProbeOutcome.RefusedByOthers));
            json.WriteNumber("notBlocked", Count(false, ProbeOutcome.Admitted));
            json.WriteNumber("notApplicable", Results.Count(result => result.Outcome == ProbeOutcome.NotApplicable));
            json.WriteNumber("controlsAdmitted", Count(true, ProbeOutcome.Admitted));
            json.WriteNumber("controlsRefused", Count(true, ProbeOutcome.RefusedByGuard));
            json.WriteEndObject();
            json.WriteList("probes", Results, result =>
            {
                json.WriteStartObject();
                json.WriteNumber("class", result.Probe.Class);
                json.WriteString("what", result.Probe.What);
                json.WriteString("expected", result.Probe.IsControl ? "admitted" : "blocked");
                json.WriteString("outcome", NameOf(result.Outcome));
                json.WriteBoolean("failed", result.IsFailure);
                json.WriteString("detail", result.Detail);
                json.WriteEndObject();
            });
        },
        output);

    private static string WordsOf(ProbeResult result) => result.Outcome switch
    {
        ProbeOutcome.RefusedByGuard => result.Probe.IsControl ? "REFUSED" : "blocked",
        ProbeOutcome.RefusedByOthers => "refused by others",
        ProbeOutcome.Admitted => result.Probe.IsControl ? "admitted" : "NOT blocked",
        _ => "not applicable",
    };

    private static string NameOf(ProbeOutcome outcome) => outcome switch
    {
        ProbeOutcome.RefusedByGuard => "blocked",
        ProbeOutcome.RefusedByOthers => "refusedByOthers",
        ProbeOutcome.Admitted => "admitted",
        _ => "notApplicable",
    };

    private static string ColourOf(ProbeResult result) =>
        result.IsFailure ? Paint.Red : result.Outcome == ProbeOutcome.NotApplicable ? Paint.Yellow : Paint.Green;
}
