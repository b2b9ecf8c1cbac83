using System.Runtime.InteropServices;

namespace EgressGuard.Yaml;

/// <summary>One entry of a mapping after duplicates and merges.</summary>
/// <param name="Name">The key as a JSON string.</param>
/// <param name="Key">The node of the key, behind aliases.</param>
/// <param name="Value">The node of the value, which may be an alias.</param>
/// <param name="Owner">The mapping that spells the entry out: another one than it ends up in, when it was merged.</param>
/// <param name="Origin">The alias through which it was merged.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MappingEntry(string Name, int Key, int Value, int Owner, Origin Origin);
