using EgressGuard.Cli.Inputs;
using EgressGuard.Cli.Reports;
using EgressGuard.Core.Paths;

namespace EgressGuard.Cli.Paths;

/// <summary>
/// Paths for people: the verdict first, then what led to it, step by step, and what did not. Nothing is told twice: JSON has it all.
/// </summary>
/// <param name="places">Where the objects were written.</param>
/// <param name="output">Where to.</param>
/// <param name="isColoured">Whether the terminal shows colour.</param>
internal sealed class PathText(ObjectPlaces places, TextWriter output, bool isColoured)
{
    private readonly Func<string, string, string> _paint = Paint.For(isColoured);

    /// <summary>Writes the paths, and what there is to know about all of them at the end.</summary>
    public void Write(IEnumerable<EgressPath> paths, IEnumerable<string> notes)
    {
        var isFirst = true;
        foreach (var path in paths)
        {
            if (!isFirst)
            {
                output.WriteLine();
            }

            isFirst = false;
            Write(path);
        }

        var lines = notes.ToList();
        if (lines.Count > 0)
        {
            output.WriteLine();
            lines.ForEach(line => output.WriteLine(PlainText.Of(line)));
        }
    }

    private void Write(EgressPath path)
    {
        var subject = PlainText.Of(FormattableString.Invariant(
            $"{path.Question.Namespace} -> {path.Question.Host}:{path.Question.Port}{ProtocolText.InBrackets(path.Protocol)}"));
        output.WriteLine($"{_paint(subject, Paint.Bold)}: {Painted(path.Outcome)}{WhichWays(path)}");
        for (var i = 0; i < path.Ways.Length; i++)
        {
            output.WriteLine();
            if (path.Ways.Length > 1 || path.Ways[i].Condition is not null)
            {
                var title = FormattableString.Invariant($"  Way {i + 1} of {path.Ways.Length}, {path.Ways[i].Condition ?? "all of it"}");
                output.WriteLine($"{_paint(PlainText.Of(title), Paint.Bold)}: {Painted(path.Ways[i].Outcome)}");
            }

            WriteWay(path.Ways[i]);
        }

        WriteLosers(path);
    }

    /// <summary>Which ways end as the path as a whole is said to, where not all do.</summary>
    private static string WhichWays(EgressPath path)
    {
        var such = path.Ways.Index().Where(way => way.Item.Outcome == path.Outcome).Select(way => way.Index + 1).ToList();
        return such.Count == path.Ways.Length
            ? ""
            : FormattableString.Invariant($" (way{(such.Count == 1 ? "" : "s")} {string.Join(", ", such)} of {path.Ways.Length})");
    }

    private void WriteWay(PathWay way)
    {
        foreach (var (index, hop) in way.Hops.Index())
        {
            output.WriteLine(FormattableString.Invariant($"  {index + 1}. {HopText.Of(hop.Kind)}: {PlainText.Of(hop.Text)}"));
            if (hop.Object is { } decider)
            {
                WriteObject(decider, isNamed: hop.Text.Contains(decider.ToString(), StringComparison.Ordinal));
            }
        }

        output.WriteLine($"  Why: {PlainText.Of(way.Reason)}.");
        foreach (var fault in way.Faults)
        {
            WriteFault(fault, isTold: way.Reason.Contains(fault.Message, StringComparison.Ordinal));
        }
    }

    private void WriteFault(PathFault fault, bool isTold)
    {
        var code = _paint($"{PathFaultCodes.NameOf(fault.Code)} ({PathFaultCodes.ChecklistOf(fault.Code)})", Paint.Yellow);
        output.WriteLine($"  Fault: {code}{(isTold ? "" : $": {PlainText.Of(fault.Message)}.")}");
        foreach (var part in fault.Objects)
        {
            WriteObject(part, isNamed: false);
        }

        output.WriteLine($"     Fix: {PathFaultRemedies.Of(fault.Code)}");
    }

    private void WriteLosers(EgressPath path)
    {
        var told = path.Ways.SelectMany(way => way.Faults).Select(fault => fault.Message).ToHashSet(StringComparer.Ordinal);
        var losers = path.Losers.Where(loser => !told.Contains($"{loser.Object} {loser.Reason}")).ToList();
        if (losers.Count == 0)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine("  Did not decide:");
        foreach (var loser in losers)
        {
            output.WriteLine($"     {PlainText.Of($"{loser.Object} {loser.Reason}")}{(File(loser.Object) is { } file ? "  " + file : "")}");
        }
    }

    /// <summary>The object, unless the line before has named it, and its place.</summary>
    private void WriteObject(PathObject part, bool isNamed)
    {
        var file = File(part);
        var name = isNamed && file is not null ? null : PlainText.Of(part.ToString());
        var pointer = part.Pointer.Length == 0 ? null : PlainText.Of(part.Pointer);
        output.WriteLine("     " + string.Join("  ", new[] { name, file, pointer }.Where(item => item is not null)));
    }

    private string? File(PathObject part) => places.Find(part) is { } place ? PlainText.Of(place) : null;

    private string Painted(PathOutcome outcome) => _paint(OutcomeText.Of(outcome), OutcomeText.ColourOf(outcome));
}
