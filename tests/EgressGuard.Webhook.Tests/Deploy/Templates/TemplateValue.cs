using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EgressGuard.Yaml;

namespace EgressGuard.Webhook.Tests.Deploy.Templates;

/// <summary>Values as templates see them.</summary>
internal static class TemplateValue
{
    /// <summary>Whether a condition holds: everything but false, zero and what is empty.</summary>
    public static bool IsTrue(JsonNode? value) => value switch
    {
        null => false,
        JsonArray items => items.Count > 0,
        JsonObject members => members.Count > 0,
        _ => value.ToJsonString() is not ("false" or "0" or "\"\""),
    };

    /// <summary>A value in the text.</summary>
    public static string Text(JsonNode? value) => value switch
    {
        JsonValue leaf when leaf.GetValueKind() == JsonValueKind.String => leaf.GetValue<string>(),
        JsonValue leaf => leaf.ToJsonString(),
        _ => throw new NotSupportedException("Only strings, numbers and booleans can stand in the text; others take toYaml."),
    };

    /// <summary>A value as block YAML without a line feed at the end.</summary>
    public static string Yaml(JsonNode? value)
    {
        var isEmpty = !IsTrue(value);
        if (isEmpty || value is JsonValue)
        {
            throw new NotSupportedException("toYaml is for lists and mappings that hold something: guard it with an if.");
        }

        const string Key = "list:\n";
        var document = value is JsonArray ? new JsonObject { ["list"] = value.DeepClone() } : value;
        var yaml = ManifestYaml.Write(Encoding.UTF8.GetBytes(document!.ToJsonString())).TrimEnd('\n');
        return value is JsonArray ? yaml[Key.Length..] : yaml;
    }

    /// <summary>A text on lines of its own, each indented.</summary>
    public static string Indented(string text, int width) =>
        "\n" + string.Join('\n', text.Split('\n').Select(line => line.Length == 0 ? line : new string(' ', width) + line));
}
