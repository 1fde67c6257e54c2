namespace Inspection.Kernel;

/// <summary>Makes whole links to the suite, for mail and files: with the address it was given, never with what a request claims.</summary>
public interface IAddress
{
    /// <summary>The link to a page.</summary>
    /// <param name="path">The page's path.</param>
    Uri Of(string path);
}
