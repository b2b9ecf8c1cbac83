using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules;

/// <summary>
/// What is wrong with an <c>exportTo</c> (istio-egress.md 1.4). The API server checks none of it: Istio's own webhook does, and may
/// be set to be ignored; so a list that Istio would refuse is refused here, too, instead of guessing what a proxy makes of it.
/// </summary>
internal static class ExportToCheck
{
    private const string Public = "*";
    private const string Nobody = "~";

    /// <summary>Reports every fault of the list.</summary>
    /// <param name="exportTo">As written; empty when absent.</param>
    /// <param name="mayBeHidden">Whether the kind may be exported to nobody (only ServiceEntry).</param>
    /// <param name="noun">The object for people: "this entry", "this VirtualService".</param>
    /// <param name="danger">Why it matters when every namespace sees it. A whole sentence.</param>
    /// <param name="context">Where to report.</param>
    public static void Run(IReadOnlyList<string> exportTo, bool mayBeHidden, string noun, string danger, RuleContext context)
    {
        var remedy = Remedies.ScopedExportTo(context.Policy);
        if (exportTo.Count == 0)
        {
            if (context.Policy.Mesh.DefaultExportTo.Contains(Public))
            {
                context.Report("/spec/exportTo", $"exportTo is absent, and the mesh default '*' shows {noun} to every namespace. {danger}", remedy);
            }

            return;
        }

        for (var i = 0; i < exportTo.Count; i++)
        {
            if (Problem(exportTo, i, mayBeHidden, noun, danger, context.Subject.Namespace) is { } problem)
            {
                context.Report("/spec/exportTo/" + JsonPointer.Token(i), problem, remedy);
            }
        }
    }

    private static string? Problem(IReadOnlyList<string> exportTo, int index, bool mayBeHidden, string noun, string danger, string own)
    {
        var item = exportTo[index];
        return item switch
        {
            Public => $"exportTo contains '*', which shows {noun} to every namespace. {danger}",
            Nobody when !mayBeHidden =>
                "exportTo contains '~', which only a ServiceEntry may have. Istio refuses it, so nobody knows what a proxy makes of it.",
            Nobody when exportTo.Count > 1 =>
                "exportTo mixes '~', nobody, with namespaces. Istio refuses the mixture, and at run time nobody sees the entry.",
            _ when item is not ("." or Nobody) && !IsNamespace(item) =>
                $"exportTo item {Quote.Text(item)} is neither '.' nor '*' nor the name of a namespace. "
                    + "Istio refuses it, so nobody knows what a proxy makes of it.",
            _ when IsRepeated(exportTo, index, own) =>
                $"exportTo item {Quote.Text(item)} names a namespace that the list already has. "
                    + "Istio refuses such a list, so nobody knows what a proxy makes of it.",
            _ => null,
        };
    }

    private static bool IsRepeated(IReadOnlyList<string> exportTo, int index, string own)
    {
        for (var i = 0; i < index; i++)
        {
            if (NamespaceOf(exportTo[i], own) == NamespaceOf(exportTo[index], own))
            {
                return true;
            }
        }

        return false;
    }

    private static string NamespaceOf(string item, string own) => item == "." ? own : item;

    /// <summary>A DNS-1123 label. Istio tolerates capital letters, and so does this: no namespace has them, so nobody is shown anything.</summary>
    private static bool IsNamespace(string item) =>
        item.Length is > 0 and <= 63
        && char.IsAsciiLetterOrDigit(item[0])
        && char.IsAsciiLetterOrDigit(item[^1])
        && item.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
