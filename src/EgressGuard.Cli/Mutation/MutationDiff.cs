using EgressGuard.Cli.Reports;
using EgressGuard.Core.Patching;
using EgressGuard.Yaml;

namespace EgressGuard.Cli.Mutation;

/// <summary>
/// What admission would add, as a difference: the labels of each object, those that are there for context and those that come marked
/// with a plus. It is to be read, not to be applied: the source may be written in many ways.
/// </summary>
internal static class MutationDiff
{
    /// <summary>Writes the objects to which something is added.</summary>
    public static void Write(IEnumerable<MutatedObject> objects, TextWriter output)
    {
        foreach (var item in objects.Where(item => !item.Patch.IsEmpty))
        {
            var source = item.Described.Manifest.Source;
            output.Write($"--- {PlainText.Of(source)} ({PlainText.Of($"{item.Described.KindName} {item.Namespace}/{item.Described.Name}")})\n");
            output.Write("+++ as admitted\n");
            output.Write("@@ metadata.labels @@\n");
            output.Write($"{Mark(item, "/metadata")}metadata:\n");
            output.Write($"{Mark(item, "/metadata/labels")}  labels:\n");
            foreach (var (key, value) in item.Described.Subject!.Object.Metadata.Labels)
            {
                output.Write(Label(' ', key, value ?? ""));
            }

            foreach (var label in item.Patch.OfType<AddString>())
            {
                output.Write(Label('+', KeyOf(label), label.Value));
            }
        }
    }

    private static char Mark(MutatedObject item, string pointer) => item.Patch.Any(operation => operation.Path == pointer) ? '+' : ' ';

    private static string Label(char mark, string key, string value) => $"{mark}    {ManifestYaml.Scalar(key)}: {ManifestYaml.Scalar(value)}\n";

    private static string KeyOf(AddString label) => label.Path[(label.Path.LastIndexOf('/') + 1)..]
        .Replace("~1", "/", StringComparison.Ordinal)
        .Replace("~0", "~", StringComparison.Ordinal);
}
