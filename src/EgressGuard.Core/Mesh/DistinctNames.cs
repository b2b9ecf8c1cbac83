namespace EgressGuard.Core.Mesh;

/// <summary>Names in the order in which they come, each once: a handful as a rule, and a hundred thousand if somebody pleases.</summary>
internal sealed class DistinctNames
{
    private const int Few = 16;

    private readonly List<string> _names = [];
    private HashSet<string>? _many;

    /// <summary>The names.</summary>
    public IReadOnlyList<string> All => _names;

    /// <summary>Adds a name that is not there yet.</summary>
    public void Add(string name)
    {
        if (_many is null ? _names.Contains(name) : !_many.Add(name))
        {
            return;
        }

        _names.Add(name);
        if (_names.Count == Few)
        {
            _many = new HashSet<string>(_names, StringComparer.Ordinal);
        }
    }
}
