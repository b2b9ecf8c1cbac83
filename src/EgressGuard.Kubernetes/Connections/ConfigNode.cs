using System.Text.Json;
using EgressGuard.Yaml;

namespace EgressGuard.Kubernetes.Connections;

/// <summary>A mapping in a kubeconfig, which knows where it stands: every complaint names the file, the place and the field.</summary>
internal sealed class ConfigNode
{
    private readonly string _file;
    private readonly PositionMap _positions;
    private readonly JsonElement _json;
    private readonly string _pointer;

    private ConfigNode(string file, PositionMap positions, JsonElement json, string pointer) =>
        (_file, _positions, _json, _pointer) = (file, positions, json, pointer);

    /// <summary>The whole of a file, which is a mapping, or the reader of manifests would have refused it.</summary>
    public static ConfigNode Root(Manifest manifest)
    {
        using var document = JsonDocument.Parse(manifest.Json);
        return new ConfigNode(manifest.Source, manifest.Positions, document.RootElement.Clone(), "");
    }

    /// <summary>Whether a field has a value.</summary>
    public bool Has(string field) => Value(field) is not null;

    /// <summary>A text; null where there is none, or an empty one.</summary>
    public string? Text(string field) => Value(field) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString() is { Length: > 0 } some ? some : null,
        _ => throw Fail(field, "it must be a text; put it in quotes"),
    };

    /// <summary>A text that must be there.</summary>
    public string RequiredText(string field, string remedy) => Text(field) ?? throw Fail(field, $"it is missing; {remedy}");

    /// <summary>true or false; false where there is nothing.</summary>
    public bool Flag(string field) => Value(field)?.ValueKind switch
    {
        null or JsonValueKind.False => false,
        JsonValueKind.True => true,
        _ => throw Fail(field, "it must be true or false, without quotes"),
    };

    /// <summary>Bytes in base64; null where there are none.</summary>
    public byte[]? Data(string field)
    {
        try
        {
            return Text(field) is { } text ? Convert.FromBase64String(text) : null;
        }
        catch (FormatException)
        {
            throw Fail(field, "it is no base64; encode the PEM text, as base64 -w0 does, or name a file without -data");
        }
    }

    /// <summary>A path, from the directory of the kubeconfig; null where there is none.</summary>
    public string? FilePath(string field) => Text(field) is { } path ? Resolve(path) : null;

    /// <summary>A path from the directory of the kubeconfig.</summary>
    public string Resolve(string path) => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(_file)) ?? "", path));

    /// <summary>A mapping; null where there is none.</summary>
    public ConfigNode? Section(string field) => Value(field) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } json => Below(json, field),
        _ => throw Fail(field, "it must be a mapping"),
    };

    /// <summary>The mappings of a list; none where there is none.</summary>
    public IReadOnlyList<ConfigNode> Items(string field) => [.. List(field).Select((item, index) =>
        item.ValueKind == JsonValueKind.Object ? Below(item, $"{field}/{index}") : throw Fail($"{field}/{index}", "it must be a mapping"))];

    /// <summary>The texts of a list; none where there is none.</summary>
    public IReadOnlyList<string> Texts(string field) => [.. List(field).Select((item, index) =>
        item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Fail($"{field}/{index}", "it must be a text; put it in quotes"))];

    /// <summary>Any value as it was written; null where there is none.</summary>
    public JsonElement? Value(string field) =>
        _json.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>Where a field stands: <c>config:7:5: /users/0/user/token</c>.</summary>
    public string Place(string field = "")
    {
        var pointer = field.Length == 0 ? _pointer : $"{_pointer}/{field}";
        var position = _positions.Find(pointer);
        return FormattableString.Invariant($"{_file}:{position.Line}:{position.Column}: {(pointer.Length == 0 ? "the document" : pointer)}");
    }

    /// <summary>Something is wrong with a field.</summary>
    public ConnectionException Fail(string field, string problem) => new($"{Place(field)}: {problem}.");

    private List<JsonElement> List(string field) => Value(field) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray()],
        _ => throw Fail(field, "it must be a list"),
    };

    private ConfigNode Below(JsonElement json, string path) => new(_file, _positions, json, $"{_pointer}/{path}");
}
