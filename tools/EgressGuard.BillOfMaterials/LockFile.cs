using System.Text.Json;

namespace EgressGuard.BillOfMaterials;

/// <summary>An entry of a lock file.</summary>
/// <param name="Name">The package, or the project in lower case.</param>
/// <param name="IsProject">Whether it is a project.</param>
/// <param name="IsDirect">Whether the project asks for it itself.</param>
/// <param name="Version">The package's version; "" for a project.</param>
/// <param name="ContentHash">SHA-512 of the content without the signature, base64; "" for a project.</param>
/// <param name="Needs">The names of what it needs.</param>
internal sealed record LockedEntry(string Name, bool IsProject, bool IsDirect, string Version, string ContentHash, IReadOnlyList<string> Needs);

/// <summary>What NuGet restored for a project, on every platform.</summary>
internal sealed class LockFile(IReadOnlyDictionary<string, LockedEntry> entries)
{
    /// <summary>The entries by name.</summary>
    public IReadOnlyDictionary<string, LockedEntry> Entries => entries;

    /// <exception cref="BillException">It cannot be read.</exception>
    public static LockFile Read(string file)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            var found = new Dictionary<string, LockedEntry>(StringComparer.OrdinalIgnoreCase);
            foreach (var framework in document.RootElement.GetProperty("dependencies").EnumerateObject())
            {
                foreach (var entry in framework.Value.EnumerateObject())
                {
                    found[entry.Name] = Read(entry);
                }
            }

            return new LockFile(found);
        }
        catch (Exception exception) when (exception is IOException or JsonException or KeyNotFoundException)
        {
            throw new BillException($"{file} cannot be read: {exception.Message}", exception);
        }
    }

    private static LockedEntry Read(JsonProperty entry)
    {
        var value = entry.Value;
        return new LockedEntry(
            entry.Name,
            Text("type") == "Project",
            Text("type") == "Direct",
            Text("resolved"),
            Text("contentHash"),
            value.TryGetProperty("dependencies", out var needs) ? [.. needs.EnumerateObject().Select(need => need.Name)] : []);

        string Text(string name) => value.TryGetProperty(name, out var text) ? text.GetString()! : "";
    }
}
