using System.Xml.Linq;
using Dapper;
using Inspection.Kernel.Divisions;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Inspection.Host.SignIn;

/// <summary>Keeps the keys that protect cookies in the database, so that all hosts share them.</summary>
internal sealed class KeyRing(Database database) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var connection = database.App.OpenConnection();
        return
        [
            .. connection
                .Query<string>("select xml from kernel.data_protection_keys order by id")
                .Select(xml => XElement.Parse(xml)),
        ];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var connection = database.App.OpenConnection();
        connection.Execute(
            "insert into kernel.data_protection_keys (xml) values (@xml)",
            new { xml = element.ToString(SaveOptions.DisableFormatting) }
        );
    }
}
