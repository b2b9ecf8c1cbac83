using System.Text.Json;

namespace EgressGuard.Core.Patching;

/// <summary>
/// One <c>add</c> of a JSON patch (RFC 6902). Patches are built by hand from parents that are known to exist, never by comparing
/// documents: a patch that does not apply blocks the request even under <c>failurePolicy: Ignore</c>.
/// </summary>
public abstract record PatchOperation
{
    private protected PatchOperation(string path) => Path = path;

    /// <summary>The place that is added, as a JSON pointer.</summary>
    public string Path { get; }

    /// <summary>Writes the operation as the API server reads it.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("op"u8, "add"u8);
        writer.WriteString("path"u8, Path);
        writer.WritePropertyName("value"u8);
        WriteValue(writer);
        writer.WriteEndObject();
    }

    private protected abstract void WriteValue(Utf8JsonWriter writer);
}

/// <summary>Adds a string.</summary>
/// <param name="Path">The place, whose parent exists.</param>
/// <param name="Value">The string.</param>
public sealed record AddString(string Path, string Value) : PatchOperation(Path)
{
    private protected override void WriteValue(Utf8JsonWriter writer) => writer.WriteStringValue(Value);
}

/// <summary>Adds an empty object, the parent of what later operations add.</summary>
/// <param name="Path">The place, whose parent exists.</param>
public sealed record AddObject(string Path) : PatchOperation(Path)
{
    private protected override void WriteValue(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteEndObject();
    }
}
