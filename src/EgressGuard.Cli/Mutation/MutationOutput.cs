using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EgressGuard.Yaml;

namespace EgressGuard.Cli.Mutation;

/// <summary>The mutated objects in the formats that <c>mutate</c> writes.</summary>
internal static class MutationOutput
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>All objects as YAML documents, for <c>kubectl apply -f -</c>.</summary>
    public static void WriteYaml(IEnumerable<MutatedObject> objects, TextWriter output)
    {
        var separator = "";
        foreach (var item in objects)
        {
            output.Write(separator);
            output.Write(ManifestYaml.Write(PatchedJson.Of(item, indented: false)));
            separator = "---\n";
        }
    }

    /// <summary>All objects as JSON, one after another.</summary>
    public static void WriteJson(IEnumerable<MutatedObject> objects, TextWriter output)
    {
        foreach (var item in objects)
        {
            output.Write(Encoding.UTF8.GetString(PatchedJson.Of(item, indented: true).Span));
            output.Write('\n');
        }
    }

    /// <summary>A line of JSON for each object to which something is added: which it is, and the JSON patch.</summary>
    public static void WritePatches(IEnumerable<MutatedObject> objects, TextWriter output)
    {
        foreach (var item in objects.Where(item => !item.Patch.IsEmpty))
        {
            using var buffer = new MemoryStream();
            using (var json = new Utf8JsonWriter(buffer, Options))
            {
                json.WriteStartObject();
                json.WriteString("kind", item.Described.KindName);
                json.WriteString("namespace", item.Namespace);
                json.WriteString("name", item.Described.Name);
                json.WriteStartArray("patch");
                foreach (var operation in item.Patch)
                {
                    operation.WriteTo(json);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            output.Write(Encoding.UTF8.GetString(buffer.ToArray()));
            output.Write('\n');
        }
    }
}
