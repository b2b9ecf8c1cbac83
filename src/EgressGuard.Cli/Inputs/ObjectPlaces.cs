using System.Globalization;
using EgressGuard.Core.Model;
using EgressGuard.Core.Paths;
using EgressGuard.Yaml;

namespace EgressGuard.Cli.Inputs;

/// <summary>Where the objects of an input were written.</summary>
internal sealed class ObjectPlaces
{
    private readonly Dictionary<(ObjectKind, ObjectRef), (string Source, PositionMap Positions)> _places = [];

    /// <summary>Notes an object; the last of several with one name is the one that counts.</summary>
    public void Add(ObjectKind kind, ObjectRef reference, Manifest manifest) =>
        _places[(kind, reference)] = (manifest.Source, manifest.Positions);

    /// <summary><c>shop.yaml:12</c>; null for what was not in the input.</summary>
    public string? Find(PathObject place) =>
        _places.TryGetValue((place.Kind, place.Reference), out var found)
            ? string.Create(CultureInfo.InvariantCulture, $"{found.Source}:{found.Positions.Find(place.Pointer).Line}")
            : null;
}
