using System.Text;
using EgressGuard.Core.Rules;

namespace EgressGuard.Cli.Rules;

/// <summary>The catalogue for people at a terminal.</summary>
internal static class RuleText
{
    /// <summary>The width that every terminal has.</summary>
    private const int Width = 80;

    /// <summary>Every rule in two lines or three: what it is called and does, and what it asks.</summary>
    public static void WriteTable(TextWriter output)
    {
        var widest = RuleCatalog.Infos.Max(info => info.Name.Length);
        output.WriteLine($"{"RULE",-5}  {"NAME".PadRight(widest)}  DEFAULT");
        foreach (var info in RuleCatalog.Infos)
        {
            output.WriteLine($"{info.Id}  {info.Name.PadRight(widest)}  {RuleDocument.DefaultOf(info)}");
            WriteWrapped(info.Summary, "       ", output);
        }

        output.WriteLine();
        output.WriteLine("All about one rule: egressguard rules EG102");
    }

    /// <summary>Everything about one rule.</summary>
    public static void WriteOne(RuleInfo info, TextWriter output)
    {
        output.WriteLine($"{info.Id} {info.Name}");
        output.WriteLine();
        WriteWrapped(info.Summary, "  ", output);
        output.WriteLine();
        if (info.Why.Length > 0)
        {
            WriteWrapped(info.Why, "  ", output);
            output.WriteLine();
        }

        foreach (var (name, value) in RuleDocument.FactsOf(info))
        {
            WriteFact(name, value, output);
        }

        if (info.Example is { } example)
        {
            WriteExample("Found:", example.Denied, output);
            WriteExample("Write instead:", example.Corrected, output);
        }

        output.WriteLine();
        WriteHowToChange(info, output);
    }

    private static void WriteExample(string title, string yaml, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine(title);
        output.WriteLine();
        foreach (var line in yaml.TrimEnd('\n').Split('\n'))
        {
            output.WriteLine(line.Length == 0 ? "" : "  " + line);
        }
    }

    private static void WriteHowToChange(RuleInfo info, TextWriter output)
    {
        if (info.Id == ReservedRules.MalformedObject.Id)
        {
            WriteWrapped("No rules entry changes it: what cannot be read cannot be judged. Only enforcement softens it:", "", output);
            output.WriteLine();
            output.WriteLine("  spec:\n    enforcement: Warn");
            return;
        }

        if (ReservedRules.IsOfGuardObjects(info.Id))
        {
            WriteWrapped("Nothing changes it: what the guard itself is told is right, or it is refused.", "", output);
            return;
        }

        WriteWrapped("The policy changes what a finding does, with Deny, Warn, Audit or Off:", "", output);
        output.WriteLine();
        output.WriteLine($"  spec:\n    rules:\n      {info.Id}: {{action: Warn}}");
    }

    private static void WriteFact(string name, string value, TextWriter output)
    {
        const string Indent = "            ";
        var wrapped = Wrap(value, Width - Indent.Length).ToList();
        output.WriteLine($"  {name,-8}  {wrapped[0]}");
        foreach (var line in wrapped.Skip(1))
        {
            output.WriteLine(Indent + line);
        }
    }

    private static void WriteWrapped(string text, string indent, TextWriter output)
    {
        foreach (var line in Wrap(text, Width - indent.Length))
        {
            output.WriteLine(indent + line);
        }
    }

    private static IEnumerable<string> Wrap(string text, int width)
    {
        var line = new StringBuilder();
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        yield return line.ToString();
    }
}
