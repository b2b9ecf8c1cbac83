using EgressGuard.Core.Paths;

namespace EgressGuard.Cli.Maps.Html;

/// <summary>What stands behind a row: its paths. Those alike are written once, as most namespaces of a mesh share their routes.</summary>
internal static class PathDetails
{
    /// <summary>Stands for the question's namespace where paths are compared; no object can be called so.</summary>
    private const string Itself = "\uE000";

    /// <summary>Writes the paths of a row, the gravest first.</summary>
    public static void Write(HtmlWriter html, MapRow row)
    {
        foreach (var group in row.Groups)
        {
            var described = group.Paths.Select(path => new Described(path, HtmlWriter.Render(body => PathBody.Write(body, path))));
            foreach (var alike in described.GroupBy(path => WholeWord.Replace(path.Body, path.Namespace, Itself)))
            {
                WriteAlike(html, [.. alike]);
            }
        }

        if (row.Groups.IsEmpty)
        {
            html.WriteLine($"""<p class="note">No client namespace of the mesh that was given sees this destination.</p>""");
        }
    }

    private static void WriteAlike(HtmlWriter html, List<Described> paths)
    {
        var first = paths[0];
        var names = string.Join(", ", paths.Select(path => path.Namespace));
        html.WriteLine($"<div class=\"path\">\n<h3>From <span class=\"names\">{names}</span></h3>");
        if (paths.Exists(path => path.Body != first.Body))
        {
            html.WriteLine($"""<p class="note">Written for {first.Namespace}; the others have the same with their own name.</p>""");
        }

        html.WriteMarkup(first.Body);
        html.WriteLine($"</div>");
    }

    private sealed record Described(EgressPath Path, string Body)
    {
        public string Namespace => Path.Question.Namespace;
    }
}
