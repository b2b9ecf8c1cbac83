using System.Text;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Rules;

/// <summary>The catalogue as a page for people (docs/rules.md).</summary>
public static class RuleDocument
{
    /// <summary>The whole page, in Markdown, ending with a line feed.</summary>
    public static string Write()
    {
        var page = new StringBuilder();
        page.Append("# Rules\n\n");
        page.Append("Generated from the rule catalogue; a test fails when it is stale. Every finding names its rule, the place, the reason and the fix.\n");
        page.Append("A policy changes what a rule does: `rules: {EG102: {action: Warn}}` with Deny, Warn, Audit or Off. \"Deny or Warn\" means that milder\n");
        page.Append("cases only warn; a rule that the policy sets by name does the same with every case, so `action: Deny` is its strict form.\n");
        page.Append("Rules pass over platform namespaces and the namespaces of egress gateways, except where \"everywhere\" is noted.\n");
        page.Append("The specification ids are those of the comments in the code; [coverage.md](coverage.md) lists them all.\n\n");
        page.Append("| rule | what it asks | kinds | default |\n");
        page.Append("|---|---|---|---|\n");
        foreach (var info in RuleCatalog.Infos)
        {
            page.Append("| ").Append(Link(info)).Append(" | ").Append(info.Summary);
            page.Append(" | ").Append(KindsOf(info)).Append(" | ").Append(DefaultOf(info)).Append(" |\n");
        }

        foreach (var info in RuleCatalog.Infos)
        {
            page.Append('\n').Append(WriteOne(info));
        }

        return page.ToString();
    }

    /// <summary>The section of one rule, in Markdown, ending with a line feed.</summary>
    public static string WriteOne(RuleInfo info)
    {
        var section = new StringBuilder();
        section.Append("## ").Append(info.Id).Append(' ').Append(info.Name).Append("\n\n");
        section.Append(info.Summary).Append("\n\n");
        if (info.Why.Length > 0)
        {
            section.Append(info.Why).Append("\n\n");
        }

        foreach (var (name, value) in FactsOf(info))
        {
            section.Append("- ").Append(name).Append(": ").Append(value).Append('\n');
        }

        if (info.Example is { } example)
        {
            section.Append("\nFound:\n\n```yaml\n").Append(example.Denied.TrimEnd('\n')).Append("\n```\n");
            section.Append("\nWrite instead:\n\n```yaml\n").Append(example.Corrected.TrimEnd('\n')).Append("\n```\n");
        }

        return section.ToString();
    }

    /// <summary>What there is to know of a rule beside its text, name and value.</summary>
    public static IEnumerable<(string Name, string Value)> FactsOf(RuleInfo info)
    {
        yield return ("Judges", KindsOf(info) + (info.JudgesRemoval ? "; deletions, too" : ""));
        if (!info.Needs.IsEmpty)
        {
            yield return ("Needs", $"every {string.Join(" and ", info.Needs.Select(ObjectKinds.NameOf))} of the mesh; without them it is listed as not evaluated");
        }

        yield return ("Where", info.JudgesPlatform ? "everywhere" : "outside platform namespaces and the namespaces of egress gateways");
        yield return ("Default", info.WarnsOnly is { } mild ? $"{info.DefaultAction}. It only warns of {mild}." : info.DefaultAction.ToString());
        yield return ("Rests on", info.Specification);
    }

    /// <summary>The default action in short: two where milder cases only warn.</summary>
    public static string DefaultOf(RuleInfo info) => info.WarnsOnly is null ? info.DefaultAction.ToString() : $"{info.DefaultAction} or Warn";

    /// <summary>The kinds in short, as manifests call them.</summary>
    public static string KindsOf(RuleInfo info)
    {
        if (info.GuardKind is { } own)
        {
            return own.ToString();
        }

        if (info.Kinds.Length == Enum.GetValues<ObjectKind>().Length)
        {
            return "all";
        }

        var templates = PodRule.PodKinds.Remove(ObjectKind.Pod);
        var hasTemplates = templates.All(info.Kinds.Contains);
        var names = info.Kinds.Where(kind => !hasTemplates || !templates.Contains(kind)).Select(NameOf);
        return string.Join(", ", names) + (hasTemplates ? " and pod templates" : "");
    }

    private static string NameOf(ObjectKind kind) => kind == ObjectKind.KubernetesGateway ? "Gateway (Gateway API)" : kind.ToString();

    private static string Link(RuleInfo info) => $"[{info.Id} {info.Name}](#{info.Id.ToLowerInvariant()}-{info.Name})";
}
