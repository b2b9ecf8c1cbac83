using EgressGuard.Cli.Reports;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Policy;

namespace EgressGuard.Cli.Maps.Html;

/// <summary>What the page is about, in a line or two.</summary>
internal static class HeadSection
{
    /// <summary>Writes it.</summary>
    public static void Write(HtmlWriter html, EgressMap map, EgressPolicy policy, string? note)
    {
        html.Write($"{PlainText.Count(map.Clients.Length, "namespace")}, {PlainText.Count(map.Entries.Length, "destination")}, ");
        html.Write($"policy <code>{policy.Name}</code>");
        if (note is not null)
        {
            html.Write($"""<br><span class="sign unknown"></span> {note}""");
        }
    }
}
