using System.Text;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Rules;

/// <summary>The catalogue as a page for people (docs/rules.md).</summary>
public static class RuleDocument
{
    /// <summary>The page, in Markdown, ending with a line feed.</summary>
    public static string Write()
    {
        var page = new StringBuilder();
        page.Append("# Rules\n\n");
        page.Append("Generated from the rule catalogue; a test fails when it is stale. Every finding names its rule, the place, the reason and the fix.\n");
        page.Append("A policy changes what a rule does: `rules: {EG102: {action: Warn}}` with Deny, Warn, Audit or Off.\n");
        page.Append("Rules pass over platform namespaces and the namespaces of egress gateways, except where \"everywhere\" is noted.\n");
        page.Append("The specification ids are those of the comments in the code.\n\n");
        page.Append("| rule | what it asks | kinds | default | specification |\n");
        page.Append("|---|---|---|---|---|\n");
        foreach (var info in RuleCatalog.Infos)
        {
            page.Append("| ").Append(info.Id).Append(' ').Append(info.Name);
            page.Append(" | ").Append(info.Summary).Append(Notes(info));
            page.Append(" | ").Append(KindsOf(info));
            page.Append(" | ").Append(info.DefaultAction);
            page.Append(" | ").Append(info.Specification).Append(" |\n");
        }

        return page.ToString();
    }

    private static string Notes(RuleInfo info)
    {
        var needs = info.Needs.IsEmpty ? "" : $" Needs every {string.Join(" and ", info.Needs)} of the mesh.";
        return needs + (info.JudgesPlatform ? " Everywhere." : "");
    }

    private static string KindsOf(RuleInfo info)
    {
        if (info.Kinds.Length == Enum.GetValues<ObjectKind>().Length)
        {
            return "all";
        }

        var templates = PodRule.PodKinds.Remove(ObjectKind.Pod);
        return templates.All(info.Kinds.Contains)
            ? string.Join(", ", info.Kinds.RemoveRange(templates)) + " and pod templates"
            : string.Join(", ", info.Kinds);
    }
}
