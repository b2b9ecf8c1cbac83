using System.Text.Json;
using System.Xml.Linq;

namespace EgressGuard.BillOfMaterials;

/// <summary>The packages that NuGet has restored on this machine.</summary>
internal sealed class PackageCache(string directory)
{
    /// <summary>Where NuGet keeps them.</summary>
    public static PackageCache Ours => new(
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"));

    /// <summary>A package with its license and the hash of its file.</summary>
    /// <exception cref="BillException">It was not restored, or is another one than the lock file says.</exception>
    public Component Describe(LockedEntry entry)
    {
        var id = entry.Name.ToLowerInvariant();
        var package = Path.Combine(directory, id, entry.Version);
        try
        {
            using var metadata = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(package, ".nupkg.metadata")));
            if (metadata.RootElement.GetProperty("contentHash").GetString() != entry.ContentHash)
            {
                throw new BillException($"{package} is not the package of the lock file: its content hash differs. Delete it and restore.");
            }

            // Of the file as it is published, signature included; the lock file's is of the content alone.
            var hash = Convert.FromBase64String(File.ReadAllText(Path.Combine(package, $"{id}.{entry.Version}.nupkg.sha512")));
            return new Component("library", entry.Name, entry.Version)
            {
                PackageUrl = $"pkg:nuget/{entry.Name}@{entry.Version}",
                License = LicenseIn(Path.Combine(package, id + ".nuspec")),
                Hash = Convert.ToHexStringLower(hash),
                ContentHash = entry.ContentHash,
            };
        }
        catch (IOException exception)
        {
            throw new BillException($"{entry.Name} {entry.Version} is not in {directory}. Run dotnet restore first.", exception);
        }
    }

    private static string? LicenseIn(string nuspec) => XDocument.Load(nuspec).Descendants()
        .FirstOrDefault(element => element.Name.LocalName == "license" && element.Attribute("type")?.Value == "expression")?.Value;
}
